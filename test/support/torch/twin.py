"""Runs modules of modules.py on weights and inputs that a test has written; see twin.ts.

Every argument is a folder: request.json and, as raw little-endian float64, parameters, state, input and seed. Written there:
value and inference (in training and evaluation mode), gradients (of sum(value * seed) with respect to the parameters, flat, then
to the input), state.next. Standard output: per folder the losses of Adam steps on mean |value - seed|, as JSON.
"""
import json
import os
import sys

import numpy as np
import torch

import modules

torch.set_num_threads(1)


class Request:
    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "request.json")) as file:
            self.__dict__.update(json.load(file))
        self.type = getattr(torch, self.dtype)

    def read(self, name, shape):
        samples = np.fromfile(os.path.join(self.folder, name), "<f8").reshape(shape)
        return torch.from_numpy(samples).to(self.type)

    def write(self, name, tensors):
        flat = torch.cat([t.detach().double().flatten() for t in tensors])
        flat.numpy().astype("<f8").tofile(os.path.join(self.folder, name))

    def module_with_weights(self):
        module = getattr(modules, self.module)(**self.options).to(self.type)
        weights = {**self.named("parameters", self.parameters), **self.named("state", self.state)}
        found = module.load_state_dict(weights, strict=False)
        assert not found.unexpected_keys, found
        assert all(key.endswith("num_batches_tracked") for key in found.missing_keys), found
        return module

    def named(self, kind, entries):
        flat = self.read(kind, -1)
        return {e["name"]: flat[e["offset"] : e["offset"] + e["size"]].reshape(e["shape"]) for e in entries}


def compare(request):
    x = request.read("input", request.inputShape).requires_grad_(True)
    seed = request.read("seed", request.outputShape)
    module = request.module_with_weights()
    with torch.no_grad():
        request.write("inference", [module.eval()(x)])
    value = module.train()(x)
    parameters = dict(module.named_parameters())
    ordered = [parameters[e["name"]] for e in request.parameters]
    request.write("value", [value])
    request.write("gradients", torch.autograd.grad(value, [*ordered, x], seed))
    after = module.state_dict()
    if request.state:
        request.write("state.next", [after[e["name"]] for e in request.state])
    return train(request, x.detach(), seed)


def train(request, x, target):
    module = request.module_with_weights()
    optimiser = torch.optim.Adam(module.parameters(), lr=request.learningRate)
    losses = []
    for _ in range(request.steps):
        optimiser.zero_grad()
        loss = (module(x) - target).abs().mean()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


json.dump([compare(Request(folder)) for folder in sys.argv[1:]], sys.stdout)
