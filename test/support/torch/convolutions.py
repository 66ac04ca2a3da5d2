"""Convolutions of PyTorch in float64 with their gradients; cases come as JSON on standard input, results leave as JSON.

A case has x, weights, bias, seed (the gradient of the result), each {shape, data}, and stride, dilation, padding [top, left,
bottom, right], groups, outputPadding; with transposed it is a transposed convolution.
"""
import json
import sys

import torch
import torch.nn.functional as F


def tensor(t):
    return torch.tensor(t["data"], dtype=torch.float64).reshape(t["shape"])


def evaluate(case):
    x, w, b = [tensor(case[k]).requires_grad_(True) for k in ("x", "weights", "bias")]
    top, left, bottom, right = case["padding"]
    common = dict(stride=case["stride"], dilation=case["dilation"], groups=case["groups"])
    if case["transposed"]:
        y = F.conv_transpose2d(x, w, b, output_padding=case["outputPadding"], **common)
        y = y[:, :, top : y.shape[2] - bottom, left : y.shape[3] - right]
    else:
        y = F.conv2d(F.pad(x, (left, right, top, bottom)), w, b, **common)
    gradients = torch.autograd.grad(y, [x, w, b], tensor(case["seed"]))
    return {
        "shape": list(y.shape),
        "value": y.detach().flatten().tolist(),
        "gradients": [g.flatten().tolist() for g in gradients],
    }


json.dump([evaluate(case) for case in json.load(sys.stdin)], sys.stdout)
