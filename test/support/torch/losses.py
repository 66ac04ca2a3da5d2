"""The losses over images written out pixel by pixel, and the relativistic GAN by binary cross entropy, in PyTorch float64.

Standard input: {"shape", "prediction", "target", "mask", "real", "fake"}. Standard output: for every loss its value and the
gradients of its two inputs, as JSON.
"""
import json
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
request = json.load(sys.stdin)


def tensor(name, shape):
    return torch.tensor(request[name], dtype=torch.float64).reshape(shape)


def pixels(x):
    return [(n, c, r, q) for n in range(x.shape[0]) for c in range(x.shape[1]) for r in range(x.shape[2]) for q in range(x.shape[3])]


def counted(x, mask, neighbours):
    """Pixels of which all neighbours that the image has count."""
    _, _, rows, columns = x.shape
    inside = lambda r, q: 0 <= r < rows and 0 <= q < columns
    return [
        (n, c, r, q)
        for n, c, r, q in pixels(x)
        if all(mask[n, 0, r + i, q + k] == 1 for i, k in neighbours if inside(r + i, q + k))
    ]


HERE = [(0, 0)]
FORWARD = [(0, 0), (0, 1), (1, 0)]
SQUARE = [(i, k) for i in (-1, 0, 1) for k in (-1, 0, 1)]


def at(x, n, c, r, q):
    """Border samples are continued."""
    return x[n, c, min(max(r, 0), x.shape[2] - 1), min(max(q, 0), x.shape[3] - 1)]


def sobel(x, n, c, r, q):
    across = sum(w * (at(x, n, c, r + i, q + 1) - at(x, n, c, r + i, q - 1)) for i, w in ((-1, 1), (0, 2), (1, 1)))
    down = sum(w * (at(x, n, c, r + 1, q + k) - at(x, n, c, r - 1, q + k)) for k, w in ((-1, 1), (0, 2), (1, 1)))
    return across / 8, down / 8


def mean(terms):
    return sum(terms) / len(terms)


def l1(p, t, m):
    return mean([abs(p[i] - t[i]) for i in counted(p, m, HERE)])


def l2(p, t, m):
    return mean([(p[i] - t[i]) ** 2 for i in counted(p, m, HERE)])


def ber_hu(p, t, m):
    places = counted(p, m, HERE)
    taus = {}
    for n, c, r, q in places:
        d = abs(p[n, c, r, q] - t[n, c, r, q]).item()
        taus[n, c] = max(taus.get((n, c), 0), d / 5)
    terms = []
    for i in places:
        d, tau = abs(p[i] - t[i]), taus[i[0], i[1]]
        terms.append(d if d.item() <= tau else (d * d + tau * tau) / (2 * tau))
    return mean(terms)


def gradient(p, t, m):
    terms = []
    for n, c, r, q in counted(p, m, FORWARD):
        d = lambda i, k: at(p, n, c, r + i, q + k) - at(t, n, c, r + i, q + k)
        terms.append((d(0, 1) - d(0, 0)) ** 2 + (d(1, 0) - d(0, 0)) ** 2)
    return mean(terms)


def sobel_l1(p, t, m):
    terms = []
    for i in counted(p, m, SQUARE):
        terms += [abs(a - b) for a, b in zip(sobel(p, *i), sobel(t, *i))]
    return mean(terms)


def normal(p, t, m):
    def of(x, i):
        across, down = sobel(x, *i)
        return torch.stack([-across / 0.5, -down / 0.5, torch.ones_like(across)])

    return mean([1 - F.cosine_similarity(of(p, i), of(t, i), dim=0) for i in counted(p, m, SQUARE)])


def discriminator(real, fake):
    bce = F.binary_cross_entropy_with_logits
    return bce(real - fake.mean(), torch.ones_like(real)) + bce(fake - real.mean(), torch.zeros_like(fake))


def generator(real, fake):
    bce = F.binary_cross_entropy_with_logits
    return bce(real - fake.mean(), torch.zeros_like(real)) + bce(fake - real.mean(), torch.ones_like(fake))


def result(loss, inputs, *rest):
    variables = [x.requires_grad_(True) for x in inputs]
    value = loss(*variables, *rest)
    gradients = torch.autograd.grad(value, variables)
    return {"value": value.item(), "gradients": [g.flatten().tolist() for g in gradients]}


n, c, h, w = request["shape"]
images = [tensor("prediction", (n, c, h, w)), tensor("target", (n, c, h, w))]
masks = {"": torch.ones(n, 1, h, w), " with nodata": tensor("mask", (n, 1, h, w))}
scores = [tensor("real", -1), tensor("fake", -1)]
losses = {"l1Loss": l1, "l2Loss": l2, "berHuLoss": ber_hu, "gradientLoss": gradient, "sobelL1Loss": sobel_l1, "normalLoss": normal}
answers = {
    f"{name}{suffix}": result(loss, images, mask) for name, loss in losses.items() for suffix, mask in masks.items()
}
answers["discriminatorLoss"] = result(discriminator, scores)
answers["generatorLoss"] = result(generator, scores)
json.dump(answers, sys.stdout)
