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
