#!/usr/bin/python3
"""Print README's table: our relative errors beside those of popular forms.

    /usr/bin/python3 testdata/accuracy.py [build/focalloss]

needs python3-torch, python3-torchvision and python3-mpmath; the tests do not.
Logits are normal (sigma 3) or uniform in +-40, the truth is random, gamma is 2
and 0.5; every form gets the same doubles, or their floats, and is held against
mpmath on what it got.  focalloss reads them as shortest decimals.
"""
import random
import statistics
import subprocess
import sys

import mpmath
import torch
import torch.nn.functional as F
import torchvision
from mpmath import mp, mpf
from torchvision.ops import sigmoid_focal_loss

mp.dps = 60  # e^-40 below 1 in 1 - p, and 40 digits more
ROWS, CLASSES, GAMMAS = 5000, 10, (2.0, 0.5)
TOOL = sys.argv[1] if len(sys.argv) > 1 else 'build/focalloss'
INPUTS = {'normal': lambda: random.gauss(0, 3),
          'uniform': lambda: random.uniform(-40, 40)}


def focalloss(x, y, gamma):
    """The tool as it stands, one process, text in and out."""
    columns = len(x[0])
    names = ['logit'] if columns == 1 else [f'logit_{j}' for j in range(columns)]
    lines = [','.join(['label'] + names)]
    lines += [','.join([str(t)] + [repr(v) for v in row])
              for row, t in zip(x, y)]
    out = subprocess.run(
        [TOOL, '-r', 'none', '--grad', '-t', 'csv', '-g', repr(gamma)],
        input='\n'.join(lines) + '\n', text=True, check=True,
        stdout=subprocess.PIPE).stdout.splitlines()
    names = out[0].split(',')
    cells = [line.split(',') for line in out[1:]]
    grads = [i for i, n in enumerate(names) if n.startswith('grad')]
    at = names.index('loss')
    return ([float(c[at]) for c in cells],
            [any(c[i] == 'nan' for i in grads) for c in cells])


def by_torch(form, dtype):
    """A function of x, y, gamma; gradients by autograd."""
    def run(x, y, gamma):
        z = torch.tensor(x, dtype=dtype, requires_grad=True)
        loss = form(z, torch.tensor(y), gamma)
        loss.sum().backward()
        return loss.tolist(), z.grad.isnan().any(1).tolist()
    run.dtype = dtype
    return run


def library(z, y, gamma):
    return sigmoid_focal_loss(z[:, 0], y.to(z.dtype), -1, gamma)


def textbook(z, y, gamma):
    p = torch.sigmoid(z[:, 0])
    pt = torch.where(y > 0, p, 1 - p)
    return -(1 - pt)**gamma * torch.log(pt)


def by_cross_entropy(z, y, gamma):
    ce = F.cross_entropy(z, y, reduction='none')
    return (1 - torch.exp(-ce))**gamma * ce


focalloss.dtype = torch.float64
FORMS = (
    ('focalloss, sigmoid', 1, focalloss),
    ('`torchvision.ops.sigmoid_focal_loss`, double', 1,
     by_torch(library, torch.float64)),
    ('the same, float', 1, by_torch(library, torch.float32)),
    ('`-(1 - pt)**g * log(pt)`, double', 1, by_torch(textbook, torch.float64)),
    ('focalloss, softmax of 10', CLASSES, focalloss),
    ('`(1 - exp(-ce))**g * ce`, double', CLASSES,
     by_torch(by_cross_entropy, torch.float64)),
    ('the same, float', CLASSES, by_torch(by_cross_entropy, torch.float32)),
)


def truth(row, y, gamma):
    if len(row) == 1:
        odds = mp.exp(mpf(-row[0]) if y else mpf(row[0]))
    else:
        odds = mp.fsum(mp.exp(mpf(v) - mpf(row[y]))
                       for j, v in enumerate(row) if j != y)
    return (odds / (1 + odds))**mpf(gamma) * mp.log1p(odds)


def draw(kind, columns):
    random.seed(20170807)
    x = [[INPUTS[kind]() for _ in range(columns)] for _ in range(ROWS)]
    return x, [random.randrange(max(columns, 2)) for _ in range(ROWS)]


KNOWN = {}


def truths(kind, columns, dtype):
    """Inputs as that form gets them, and losses for each gamma."""
    key = kind, columns, dtype
    if key not in KNOWN:
        x, y = draw(kind, columns)
        x = torch.tensor(x, dtype=torch.float64).to(dtype).double().tolist()
        KNOWN[key] = x, y, {g: [truth(r, t, g) for r, t in zip(x, y)]
                            for g in GAMMAS}
    return KNOWN[key]


def errors(form, kind, columns):
    """Relative errors of the losses, and how many rows have a NaN gradient."""
    x, y, want = truths(kind, columns, form.dtype)
    found, nans = [], 0
    for gamma in GAMMAS:
        loss, bad = form(x, y, gamma)
        found += [float(abs(mpf(a) - b) / b) if a == a else float('inf')
                  for a, b in zip(loss, want[gamma])]
        nans += sum(bad)
    return found, nans


def share(n, of):
    return '0' if n == 0 else f'{100 * n / of:.2g} %'


def main():
    print('| form | normal: median | worst | +-40: median | worst '
          '| wholly wrong | NaN gradient |')
    print('|---|---|---|---|---|---|---|')
    for name, columns, form in FORMS:
        near, near_nans = errors(form, 'normal', columns)
        far, far_nans = errors(form, 'uniform', columns)
        cells = [f'{statistics.median(near):.1g}', f'{max(near):.1g}',
                 f'{statistics.median(far):.1g}', f'{max(far):.1g}',
                 share(sum(e >= 1 for e in far), len(far)),
                 share(far_nans, len(far))]
        print('| ' + ' | '.join([name] + cells) + ' |')
        if near_nans:
            print(f'{name}: {near_nans} NaN gradients in normal inputs',
                  file=sys.stderr)
    print(f'torch {torch.__version__}, torchvision {torchvision.__version__}, '
          f'mpmath {mpmath.__version__}', file=sys.stderr)


main()
