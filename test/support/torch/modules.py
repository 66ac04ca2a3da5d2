"""The project's networks and layers as PyTorch modules whose state_dict has the project's names."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvNormRelu(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class Decoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.reduce = nn.Conv2d(2 * channels, channels, 1)
        self.merge = ConvNormRelu(2 * channels, channels)

    def forward(self, x, skip):
        larger = F.interpolate(self.reduce(x), scale_factor=2, mode="bilinear", align_corners=False)
        return self.merge(torch.cat([larger, skip], 1))


class Unet(nn.Module):
    def __init__(self, inputs, levels, base):
        super().__init__()
        widths = [base << level for level in range(levels)]
        self.encoder = nn.ModuleList(
            nn.Sequential(ConvNormRelu(a, b), ConvNormRelu(b, b)) for a, b in zip([inputs, *widths], widths)
        )
        self.decoder = nn.ModuleList(Decoder(width) for width in widths[:-1])
        self.head = nn.Conv2d(base, 1, 1)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(F.max_pool2d(x, 2) if level > 0 else x)
            skips.append(x)
        for block, skip in reversed(list(zip(self.decoder, skips[:-1]))):
            x = block(x, skip)
        return self.head(x)


class DenseLayer(nn.Module):
    def __init__(self, inputs, growth, bottleneck=None):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(inputs)
        if bottleneck is None:
            self.conv1 = nn.Conv2d(inputs, growth, 3, padding=1, bias=False)
            return
        self.conv1 = nn.Conv2d(inputs, bottleneck, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(bottleneck)
        self.conv2 = nn.Conv2d(bottleneck, growth, 3, padding=1, bias=False)

    def forward(self, x):
        h = self.conv1(F.relu(self.norm1(x)))
        if hasattr(self, "conv2"):
            h = self.conv2(F.relu(self.norm2(h)))
        return torch.cat([x, h], 1)


class DenseBlock(nn.Sequential):
    def __init__(self, inputs, layers, growth, bottleneck=None):
        super().__init__(*(DenseLayer(inputs + i * growth, growth, bottleneck) for i in range(layers)))


class UpProjection(nn.Module):
    def __init__(self, inputs, out):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, out, 5, padding=2, bias=False)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out)
        self.conv3 = nn.Conv2d(inputs, out, 5, padding=2, bias=False)
        self.norm3 = nn.BatchNorm2d(out)

    def forward(self, x):
        n, c, h, w = x.shape
        large = x.new_zeros(n, c, 2 * h, 2 * w)
        large[:, :, ::2, ::2] = x
        branch = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(large)))))
        return F.relu(branch + self.norm3(self.conv3(large)))


class ChannelAttention(nn.Module):
    def __init__(self, channels, ratio):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels // ratio, 1, bias=False)
        self.conv2 = nn.Conv2d(channels // ratio, channels, 1, bias=False)

    def forward(self, x):
        pooled = [F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, 1)]
        return x * torch.sigmoid(sum(self.conv2(F.relu(self.conv1(p))) for p in pooled))


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))


class Bottleneck(nn.ModuleDict):
    def __init__(self, inputs, planes, expansion, stride):
        out = planes * expansion
        parts = {"1": ConvNorm(inputs, planes, 1), "2": ConvNorm(planes, planes, 3, stride), "3": ConvNorm(planes, out, 1)}
        if stride > 1 or inputs != out:
            parts["shortcut"] = ConvNorm(inputs, out, 1, stride)
        super().__init__(parts)

    def forward(self, x):
        h = self["3"](F.relu(self["2"](F.relu(self["1"](x)))))
        return F.relu(h + (self["shortcut"](x) if "shortcut" in self else x))


class NearestProjection(UpProjection):
    def forward(self, x):
        large = F.interpolate(x, scale_factor=2, mode="nearest")
        return F.relu(self.norm2(self.conv2(F.relu(self.norm1(self.conv1(large))))) + self.norm3(self.conv3(large)))


class Chen2022(nn.Module):
    """The compact network of Chen et al. 2022; the image and the coarse heights are the two channels of x."""

    def __init__(self, upsampling):
        super().__init__()
        self.image = nn.ModuleDict({"stem": ConvNorm(1, 16, 3, 2)})
        inputs = 16
        for stage, (planes, blocks) in enumerate(zip((16, 32, 64, 128), (2, 2, 3, 2)), 1):
            widths = [inputs] + [2 * planes] * (blocks - 1)
            strides = [2 if stage > 1 else 1] + [1] * (blocks - 1)
            self.image[f"stage{stage}"] = nn.Sequential(*(Bottleneck(w, planes, 2, s) for w, s in zip(widths, strides)))
            inputs = 2 * planes
        widths = (1, 8, 16, 32, 64, 128)
        self.coarse = nn.ModuleList(ConvNorm(a, b, 3, 2) for a, b in zip(widths, widths[1:]))
        self.bridge = ConvNorm(384, 128, 1)
        projection = {"nearest": NearestProjection, "zeros": UpProjection}[upsampling]
        self.up1, self.up2 = projection(128, 64), projection(64 + 128, 32)
        self.up3, self.up4 = projection(32 + 64, 24), projection(24 + 32, 16)
        self.up5 = ConvNorm(32, 16, 3)
        self.head = nn.Conv2d(16, 1, 3, padding=1)

    def forward(self, x):
        first = F.relu(self.image["stem"](x[:, :1]))
        maps = [F.max_pool2d(first, 3, 2, 1)]
        for stage in range(1, 5):
            maps.append(self.image[f"stage{stage}"](maps[-1]))
        coarse = x[:, 1:]
        for block in self.coarse:
            coarse = F.relu(block(coarse))
        h = self.up1(F.relu(self.bridge(torch.cat([maps[4], coarse], 1))))
        h = self.up2(torch.cat([h, maps[3]], 1))
        h = self.up3(torch.cat([h, maps[2]], 1))
        h = self.up4(torch.cat([h, maps[1]], 1))
        h = F.interpolate(torch.cat([h, first], 1), scale_factor=2, mode="nearest")
        return F.relu(self.head(F.relu(self.up5(h))))


class Mixed(nn.Module):
    """The layers that the other modules lack: grouped and transposed convolutions, a linear layer."""

    def __init__(self, inputs):
        super().__init__()
        self.down = nn.Conv2d(inputs, 6, (3, 5), stride=2, padding=(1, 2), groups=2)
        self.up = nn.ConvTranspose2d(6, 4, 4, stride=2, padding=1, groups=2)
        self.full = nn.Linear(4, 3)

    def forward(self, x):
        return self.full(self.up(self.down(x)).mean((2, 3)))


class Block(nn.Module):
    """Another module under the name `block`."""

    def __init__(self, kind, **options):
        super().__init__()
        self.block = globals()[kind](**options)

    def forward(self, x):
        return self.block(x)
