"""torch-network.py FOLDER train|infer THREADS: the PyTorch side of network-pairs.mjs; one step per line of standard input."""
import json
import os
import resource
import sys
import time

import numpy
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval

sys.path.append(os.path.join(os.path.dirname(__file__), "../test/support/torch"))
import modules  # noqa: E402

folder, mode, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
with open(os.path.join(folder, "case.json")) as file:
    case = json.load(file)


def read(name):
    return torch.from_numpy(numpy.fromfile(os.path.join(folder, name), "<f4"))


def named(kind):
    flat = read(kind)
    return {e["name"]: flat[e["offset"] : e["offset"] + e["size"]].reshape(e["shape"]) for e in case[kind]}


module = modules.Unet(inputs=1, levels=5, base=16)
module.load_state_dict({**named("parameters"), **named("state")}, strict=False)
x, y = [read(name).reshape(case["shape"]) for name in ("x", "y")]


def training():
    optimiser = torch.optim.Adam(module.parameters(), lr=1e-3)

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = (module(x) - y).abs().mean()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def inference():
    """Eager, with the batch normalisation folded into the convolutions and relu in place."""
    module.eval()
    for block in module.modules():
        if isinstance(block, modules.ConvNormRelu):
            block.conv = fuse_conv_bn_eval(block.conv, block.norm)
            block.norm = torch.nn.Identity()

    def step():
        with torch.no_grad():
            return float(module(x).double().mean())

    return step


step = training() if mode == "train" else inference()
for _ in sys.stdin:
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    result = step()
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answer = {"seconds": seconds, "cpuSeconds": cpu, "peakMiB": after.ru_maxrss / 1024, "result": result}
    print(json.dumps(answer), flush=True)
