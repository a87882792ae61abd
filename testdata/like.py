#!/usr/bin/env python3
"""Compare --like with torch and torchvision themselves, as installed.

    /usr/bin/python3 testdata/like.py build/focalloss [DIRECTORY]

For each library that is there: random scores to a file, the library's own
function on them in double with gradients by autograd, and what the tool prints.
Scores are so moderate that what the libraries lose by 1 - p_t is below 1e-9.  If
there is a DIRECTORY, the files of other libraries in it are called as well; SOURCES
says which file is whose.
"""
import csv
import importlib.util
import io
import os
import subprocess
import sys
import tempfile

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20170807)
N, C = 200, 4


def one_hot(y):
    return F.one_hot(y, C).to(torch.get_default_dtype())


def cases():
    """Name, options, kind of data, function of (scores, labels) -> loss."""
    yield ('torch BCEWithLogitsLoss', 'torch', 'binary',
           F.binary_cross_entropy_with_logits)
    yield ('torch BCEWithLogitsLoss, pos_weight', 'torch --pos-weight 3',
           'binary', lambda x, y: F.binary_cross_entropy_with_logits(
               x, y, pos_weight=torch.tensor(3.0)))
    yield ('torch BCEWithLogitsLoss, sum', 'torch -r sum', 'multilabel',
           lambda x, y: F.binary_cross_entropy_with_logits(
               x, y, reduction='sum'))
    yield ('torch BCELoss', 'torch', 'probs', F.binary_cross_entropy)
    yield ('torch CrossEntropyLoss', 'torch', 'multiclass', F.cross_entropy)
    yield ('torch CrossEntropyLoss, weight', 'torch --class-weight 0.5,2,1,3',
           'multiclass', lambda x, y: F.cross_entropy(
               x, y, torch.tensor([0.5, 2, 1, 3])))
    yield ('torch CrossEntropyLoss, label_smoothing',
           'torch --label-smoothing 0.1 --class-weight 0.5,2,1,3',
           'multiclass', lambda x, y: F.cross_entropy(
               x, y, torch.tensor([0.5, 2, 1, 3]), label_smoothing=0.1))
    try:
        from torchvision.ops import sigmoid_focal_loss as loss
    except ImportError:
        print('torchvision: not installed')
        return
    for kind in ('binary', 'multilabel'):
        yield ('torchvision ' + kind, 'torchvision -r mean', kind,
               lambda x, y: loss(x, y, reduction='mean'))
        yield ('torchvision %s, gamma 1.5, no alpha' % kind,
               'torchvision -r sum -g 1.5 -a none', kind,
               lambda x, y: loss(x, y, -1, 1.5, 'sum'))
    yield ('torchvision one vs. rest', 'torchvision -r mean', 'multiclass',
           lambda x, y: loss(x, one_hot(y), reduction='mean'))
    yield ('detectron2 by torchvision', 'detectron2', 'multiclass',
           lambda x, y: loss(x, one_hot(y), reduction='sum') / len(x))
    yield ('detr by torchvision', 'detr,num_boxes=7', 'multiclass',
           lambda x, y: loss(x, one_hot(y)).mean(1).sum() / 7)
    yield ('paddle by torchvision', 'paddle,normalizer=7', 'multilabel',
           lambda x, y: (loss(x, y) / 7).sum())
    yield ('tfa by torchvision', 'tfa -r mean', 'multilabel',
           lambda x, y: loss(x, y).sum(1).mean())


SOURCES = {
    'adeelh.py': 'AdeelH/pytorch-multi-class-focal-loss focal_loss.py',
    'asl.py': 'Alibaba-MIIL/ASL src/loss_functions/losses.py',
    'catalyst.py': 'catalyst-team/catalyst '
                   'catalyst/metrics/functional/_focal.py',
    'focal_loss_torch.py': 'mathiaszinnen/focal_loss_torch '
                           'focal_loss/focal_loss.py',
    'poly1.py': 'abhuse/polyloss-pytorch polyloss.py',
    'smp.py': 'qubvel-org/segmentation_models.pytorch '
              'segmentation_models_pytorch/losses/_functional.py',
}


def load(directory):
    found = {}
    for name, source in SOURCES.items():
        path = os.path.join(directory, name)
        if not os.path.exists(path):
            print('%s: there is no %s' % (source, path))
            continue
        spec = importlib.util.spec_from_file_location(name[:-3], path)
        found[name[:-3]] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[name[:-3]])
    return found


def source_cases(m):
    """The same of files."""
    w = torch.tensor([0.5, 2, 1, 3])
    if 'adeelh' in m:
        yield ('adeelh', 'adeelh -g 2 -a 0.5,2,1,3', 'multiclass',
               m['adeelh'].FocalLoss(w, 2.0))
    if 'asl' in m:
        yield ('asl', 'asl', 'multilabel', m['asl'].AsymmetricLoss())
        yield ('asl-optimized', 'asl-optimized,clip=0.1', 'multilabel',
               m['asl'].AsymmetricLossOptimized(clip=0.1))
        yield ('asl-single', 'asl-single', 'multiclass',
               m['asl'].ASLSingleLabel())
    if 'catalyst' in m:
        yield ('catalyst', 'catalyst', 'multilabel',
               m['catalyst'].sigmoid_focal_loss)
        yield ('catalyst-reduced', 'catalyst-reduced,threshold=0.4', 'binary',
               lambda x, y: m['catalyst'].reduced_focal_loss(x, y, 0.4))
    if 'focal_loss_torch' in m:
        yield ('focal-loss-torch', 'focal-loss-torch -g 2 '
               '--class-weight 0.5,2,1,3', 'classes', m[
                   'focal_loss_torch'].FocalLoss(2.0, w))
    if 'poly1' in m:
        yield ('poly1', 'poly1 -r mean --pos-weight 0.5,2,1,3 '
               '--class-weight 3,1,2,0.5', 'multiclass',
               m['poly1'].Poly1FocalLoss(
                   C, reduction='mean', pos_weight=w,
                   weight=torch.tensor([3, 1, 2, 0.5])))
        yield ('poly1-ce', 'poly1-ce,epsilon=2 -r sum --class-weight '
               '0.5,2,1,3', 'multiclass', m['poly1'].Poly1CrossEntropyLoss(
                   C, 2.0, 'sum', w))
    if 'smp' in m:
        loss = m['smp'].focal_loss_with_logits
        yield ('smp one vs. rest', 'smp -a 0.25', 'multiclass',
               lambda x, y: loss(x, one_hot(y)))
        yield ('smp reduced', 'smp,reduced_threshold=0.3 -a 0.3', 'binary',
               lambda x, y: loss(x, y, alpha=0.3, reduced_threshold=0.3))
        yield ('smp-normalized', 'smp-normalized -a 0.25', 'binary',
               lambda x, y: loss(x, y, normalized=True))
        yield ('smp-softmax', 'smp-softmax', 'multiclass',
               m['smp'].softmax_focal_loss_with_logits)


def sample(kind):
    """Scores that want gradients, and labels."""
    x = torch.randn(N, 1 if kind in ('binary', 'probs') else C) * 2
    if kind == 'probs':
        x = torch.sigmoid(x)
    if kind == 'classes':
        x = torch.softmax(x, 1)
    if kind in ('multiclass', 'classes'):
        y = torch.randint(C, (N,))
    else:
        y = (torch.rand_like(x) < 0.4).to(x.dtype)
    return x.requires_grad_(), y


def write(f, kind, x, y):
    stem = 'prob' if kind in ('probs', 'classes') else 'logit'
    one = x.shape[1] == 1
    names = [stem] if one else ['%s_%d' % (stem, k) for k in range(C)]
    labels = ['label'] if one or kind in ('multiclass', 'classes') else \
        ['label_%d' % k for k in range(C)]
    out = csv.writer(f)
    out.writerow(labels + names)
    for scores, truth in zip(x.tolist(), y.tolist()):
        truth = truth if isinstance(truth, list) else [truth]
        out.writerow([int(t) for t in truth] + [repr(s) for s in scores])


def run(tool, path, options):
    text = subprocess.run([tool, path, '-t', 'csv', '--grad', '--like'] +
                          options.split(), check=True, text=True,
                          capture_output=True).stdout
    row = list(csv.reader(io.StringIO(text)))[1]
    return [float(v) for v in row[1:]]


def main(tool, directory=None):
    bad = 0
    more = source_cases(load(directory)) if directory else []
    for name, options, kind, function in [*cases(), *more]:
        x, y = sample(kind)
        loss = function(x, y)
        loss.backward()
        # the tool's gradient is that of an offset all samples share
        want = [loss.item()] + x.grad.sum(0).tolist()
        with tempfile.NamedTemporaryFile('w', suffix='.csv') as f:
            write(f, kind, x.detach(), y)
            f.flush()
            got = run(tool, f.name, options)
        off = max(abs(g - w) / max(abs(w), 1e-3) for g, w in zip(got, want))
        fine = len(got) == len(want) and off < 1e-9
        bad += not fine
        print('%-45s %-6s %.1e' % (name, 'same' if fine else 'OTHER', off))
    return bad


if __name__ == '__main__':
    if len(sys.argv) not in (2, 3):
        sys.exit('usage: like.py FOCALLOSS [DIRECTORY]')
    sys.exit(1 if main(os.path.abspath(sys.argv[1]), *sys.argv[2:]) else 0)
