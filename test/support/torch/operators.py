"""Operators in PyTorch float64. Standard input: {name: {"inputs": [{"shape", "data"}], "seed": [..]}} for names below. Standard
output: for every name the value and the gradients of sum(value * seed) with respect to the inputs, as JSON."""
import json
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def sample(x, rows, columns, padding):
    """Positions in pixels; `grid` runs from -1 to 1 between the centres of the outermost pixels."""
    h, w = x.shape[2:]
    grid = torch.stack([2 * 5 * columns / (w - 1) - 1, 2 * 5 * rows / (h - 1) - 1], -1)[:, None]
    return F.grid_sample(x, grid, "bilinear", padding, align_corners=True)[:, :, 0]


def correlate(x, kernel):
    rows, columns = kernel.shape
    padded = F.pad(x, [columns // 2] * 2 + [rows // 2] * 2, "replicate")
    return F.conv2d(padded, kernel.double().expand(x.shape[1], 1, -1, -1), groups=x.shape[1])


SOBEL = torch.tensor([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 8


def gaussian(x, sigma, radius):
    bell = torch.exp(-0.5 * (torch.arange(-radius, radius + 1).double() / sigma) ** 2)
    bell = bell / bell.sum()
    return correlate(x, bell[:, None] * bell)


def zero_insert(x):
    large = x.new_zeros(*x.shape[:2], 2 * x.shape[2], 2 * x.shape[3])
    large[:, :, ::2, ::2] = x
    return large


OPERATORS = {
    "maxPool 3x3, stride 2, padding 1": lambda x: F.max_pool2d(x, 3, 2, 1),
    "maxPool 2x2 of an odd size": lambda x: F.max_pool2d(x, 2),
    "averagePool 3x3, stride 2, padding 1": lambda x: F.avg_pool2d(x, 3, 2, 1),
    "averagePool 2x2, stride 3": lambda x: F.avg_pool2d(x, 2, 3),
    "globalMaxPool": lambda x: F.adaptive_max_pool2d(x, 1),
    "resizeBilinear, doubled": lambda x: F.interpolate(x, (8, 10), mode="bilinear", align_corners=False),
    "resizeBilinear, any size": lambda x: F.interpolate(x, (7, 3), mode="bilinear", align_corners=False),
    "resizeNearest, tripled": lambda x: F.interpolate(x, scale_factor=3, mode="nearest"),
    "pad, reflect": lambda x: F.pad(x, [1, 3, 2, 0], "reflect"),
    "pad, edge": lambda x: F.pad(x, [1, 3, 2, 0], "replicate"),
    "zeroInsert": zero_insert,
    "softplus": F.softplus,
    "sobelAcross": lambda x: correlate(x, SOBEL),
    "sobelDown": lambda x: correlate(x, SOBEL.T),
    "gaussianBlur": lambda x: gaussian(x, 0.8, 3),
    "bilinearSample, zero outside": lambda x, r, c: sample(x, r, c, "zeros"),
    "bilinearSample, border outside": lambda x, r, c: sample(x, r, c, "border"),
}


def result(name, inputs, seed):
    tensors = [torch.tensor(i["data"], dtype=torch.float64).reshape(i["shape"]).requires_grad_(True) for i in inputs]
    value = OPERATORS[name](*tensors)
    gradients = torch.autograd.grad(value, tensors, torch.tensor(seed, dtype=torch.float64).reshape(value.shape))
    return {"shape": list(value.shape), "value": value.flatten().tolist(), "gradients": [g.flatten().tolist() for g in gradients]}


request = json.load(sys.stdin)
json.dump({name: result(name, **request[name]) for name in request}, sys.stdout)
