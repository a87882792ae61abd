#!/usr/bin/env python3
"""Turn vectors.json into like.txt, which like_test.c plays through --like.

    python3 testdata/like_vectors.py vectors.json

Each vector becomes the options that ask for it, its samples as CSV, and the
numbers that the library printed.  What is not a number there (the library's own
NaN and infinity) is left out.  Rows of the table that have no vector there get one
of own_vectors().
"""
import json
import math
import os
import sys

HEAD = '''# What other libraries print, and how to ask for it.
# Made by testdata/like_vectors.py from vectors.json; read by cmd/like_test.c.
#
#	vector		its name, to the end of the line
#	options		to be given
#	input		the samples as CSV, with | for the ends of lines
#	RTOL ATOL	how far off the numbers below may be
#	mean sum	that reduction
#	losses		of all samples, class by class where there are sigmoids
#	rows		of all samples, one each
#	grad		of all samples, class by class
'''

# how a vector's name begins: options; {} is what its params say
ASK = [
    ('adeelh/', '--like adeelh -g {gamma} -a {alpha}'),
    ('artem.binary/', '--like artemmavrin -g {gamma} --pos-weight {pos_weight}'
                      ' --label-smoothing {label_smoothing}'),
    ('artem.sparse/', '--like artemmavrin -g {gamma} -a {class_weight}'),
    ('asl.ASLSingleLabel/', '--like asl-single'),
    ('asl.AsymmetricLoss/', '--like asl,gamma_neg={gamma_neg},'
                            'gamma_pos={gamma_pos},clip={clip}'),
    ('asl.AsymmetricLossOptimized/', '--like asl-optimized'),
    ('catalyst.reduced/', '--like catalyst-reduced'),
    ('catboost.Focal/', '--like catboost -a {focal_alpha} -g {focal_gamma}'),
    ('cb_focal/', '--like cb-focal -g {gamma} --class-weight {row}'),
    ('clcarwin/', '--like clcarwin -g {gamma} -a {alpha}'),
    ('detectron2.', '--like detectron2'),
    ('efficientdet/', '--like efficientdet,normalizer={normalizer}'
                      ' --label-smoothing {label_smoothing}'),
    ('flux.binary/', '--like flux'),
    ('focal_loss_torch/', '--like focal-loss-torch -g {gamma}'
                          ' --class-weight {weights}'),
    ('form.S3/BP0', '--like exp-bce'),
    ('form.S3/LP', '--like exp-bce'),
    ('fvcore.sigmoid_focal_loss/', '--like fvcore'),
    ('fvcore.sigmoid_focal_loss_star/', '--like fvcore-star -g {gamma}'),
    ('hf.grounding_dino/', '--like grounding-dino={num_boxes}'),
    ('hf.loss_for_object_detection/', '--like detr={num_boxes}'),
    ('holocron/', '--like holocron --class-weight {weight}'),
    ('imxgb/', '--like imbalance-xgboost -g {gamma}'),
    ('keras.binary/', '--like keras -a {alpha}'
                      ' --label-smoothing {label_smoothing}'),
    ('keras.categorical/', '--like keras -a {alpha}'
                           ' --label-smoothing {label_smoothing}'),
    ('kornia.binary/', '--like kornia -a {alpha} -g {gamma}'),
    ('kornia.multiclass/', '--like kornia -a {alpha}'),
    ('kornia<=0.5/', '--like kornia-0.5 -a {alpha}'),
    ('lgb.jrzaurin/', '--like lightgbm -a {alpha} -g {gamma}'),
    ('mmcv.sigmoid_focal_loss/', '--like mmcv'),
    ('mmcv.softmax_focal_loss/', '--like mmcv-softmax'),
    ('mmdet.FocalLoss/', '--like mmdet'),
    ('mmdet.QFL/', '--like qfl --mode multilabel'),
    ('mmdet.VFL/M1/iou_weightedTrue', '--like vfl --mode multilabel'),
    ('mmdet.VFL/M1/iou_weightedFalse',
     '--like vfl,iou_weighted=0 --mode multilabel'),
    ('mmpretrain/', '--like mmdet --weight weight'),
    ('monai/M1/softmaxFalse', '--like monai -a {alpha}'
                              ' --class-weight {weight}'),
    ('monai/M1/softmaxTrue', '--like monai-softmax -a {alpha}'
                             ' --class-weight {weight}'),
    ('optax/', '--like optax -a {alpha} -g {gamma}'),
    ('paddle/', '--like paddle={normalizer}'),
    ('poly1ce/', '--like poly1-ce --class-weight {weight}'),
    ('poly1focal/L1', '--like poly1 --pos-weight {pos_weight}'),
    ('poly1focal/M1', '--like poly1'),
    ('smp.binary/', '--like smp -a {alpha}'),
    ('smp.multiclass/', '--like smp -a {alpha}'),
    ('smp.softmax_focal', '--like smp-softmax'),
    ('tfa/', '--like tfa'),
    ('toolbelt.reduced/', '--like toolbelt,'
                          'reduced_threshold={reduced_threshold}'),
    ('torch.bce/', '--like torch'),
    ('torch.bcewl/', '--like torch --pos-weight {pos_weight}'),
    ('torch.ce/', '--like torch --class-weight {weight}'
                  ' --label-smoothing {label_smoothing} --ignore -100'),
    ('torchvision/', '--like torchvision -a {alpha} -g {gamma}'),
    ('torrvision.flsd53/', '--like flsd53'),
    ('torrvision.focal/', '--like torrvision -g {gamma}'),
    ('yolov5.FocalLoss/', '--like yolov5'),
    ('yolov5.QFocalLoss/', '--like yolov5-qfl'),
]
# not to be had from a command line, or not from this one
LEFT_OUT = {
    'adafocal/': 'it needs a table of gammas',
    'artem.sparse/M1/g[': 'it needs a gamma per class',
    'toolbelt.softmax/': 'it is no formula of one head',
    'form.S0': 'it is no library',
    'form.S1': 'it is no library',
    'form.S2': 'it is no library',
    'form.S3/L1': 'it is no library',
}
# the sum of the losses of a sample is what the library calls its loss
ROW_SUM = ('--like tfa', '--like qfl', '--like cb-focal', '--like mmcv',
           '--like detr', '--like grounding-dino')


def show(v):
    if v is None:
        return 'none'
    if isinstance(v, list):
        return ','.join(map(show, v))
    return repr(v) if isinstance(v, float) and v != int(v) else '%d' % v


def numbers(x):
    if isinstance(x, list):
        return [v for part in x for v in numbers(part)]
    return [float(x)]


def ask(v):
    """The options, or None."""
    if any(v['id'].startswith(k) for k in LEFT_OUT):
        return None
    how = [o for k, o in ASK if v['id'].startswith(k)]
    assert len(how) == 1, (v['id'], how)
    params = dict(v['params'])
    params['row'] = v['core'].get('class_weight_row')
    for key in ('label_smoothing', 'alpha', 'pos_weight', 'weight'):
        params.setdefault(key, None)
    if params['alpha'] == -1 or params.get('apply_class_balancing') is False:
        params['alpha'] = None
    params['label_smoothing'] = params['label_smoothing'] or 0.0
    how = how[0]
    if v['id'].startswith('smp.binary') and params.get('normalized'):
        how = how.replace('smp', 'smp-normalized')
    words = how.format(**{k: show(p) if not isinstance(p, (dict, str)) else p
                          for k, p in params.items()
                          if k not in ('targets', 'labels', 'scores')})
    if v['input'] == 'BS':
        words += ' --mode binary'
    if v['input'] == 'MI' and '--ignore' not in words:
        words += ' --ignore -100'
    return words


def samples(v, data):
    key = 'probs' if 'probs' in data else 'logits'
    stem = key[:-1]
    x, y = data[key], data['labels']
    c = len(x[0]) if isinstance(x[0], list) else 1
    if v['id'].startswith('mmdet.QFL'):
        p = v['params']
        y = [[s if k == t else 0 for k in range(c)]
             for t, s in zip(p['labels'], p['scores'])]
    y = v['params'].get('targets', y)
    weight = v['core'].get('sample_weight')
    if c == 1:
        x = [[z] for z in x]
    if not isinstance(y[0], list):
        y = [[t] for t in y]
    names = [stem] if c == 1 else ['%s_%d' % (stem, k) for k in range(c)]
    labels = ['label'] if len(y[0]) == 1 else \
        ['label_%d' % k for k in range(c)]
    lines = [','.join(labels + names + (['weight'] if weight else []))]
    for i, (z, t) in enumerate(zip(x, y)):
        lines.append(','.join([show(q) for q in t] + [repr(float(q)) for q in z]
                              + ([show(weight[i])] if weight else [])))
    wide = len(y[0]) > 1 or (c > 1 and v['core'].get('head') == 'sigmoid')
    return lines, len(x), c, wide


def text(x):
    x = float(x)
    return repr(x) if abs(x) < float('inf') else 'nan'


def block(v, inputs, f):
    options = ask(v)
    if options is None:
        return False
    data = v['input'] if isinstance(v['input'], dict) else inputs[v['input']]
    lines, n, c, wide = samples(v, data)
    weighted = 'sample_weight' in v['core']
    rough = not v['dtype'] == 'float64'
    rtol, atol = (3e-6, 1e-9) if rough else (1e-12, 2e-15)
    e = dict(v['expect'])
    normalized = v['core'].get('normalizer')
    if normalized or weighted:  # the tool's rows know nothing of these
        e.pop('none')
    for part in ('none', 'grad'):   # the tool's rows leave out what is ignored
        if v['input'] == 'MI' and len(e[part]) == len(data['labels']):
            e[part] = [x for x, t in zip(e[part], data['labels']) if t != -100]
    sums = any(options.startswith(o) for o in ROW_SUM)
    f.write('\n# %s, %s; %s\n' % (v['impl'], v['source'], v['provenance']))
    f.write('vector %s\n' % v['id'])
    f.write('options %s\ninput %s\n' % (options, '|'.join(lines)))
    f.write('tolerance %g %g\n' % (rtol, atol))
    mean = e.get('mean', e.get('value'))
    if mean is not None and text(mean) != 'nan':
        f.write('mean %s\n' % text(mean))
    if e.get('sum') is not None and text(e['sum']) != 'nan':
        f.write('sum %s\n' % text(e['sum']))
    losses = numbers(e.get('none', []))
    kept = sum(t != -100 for t in data['labels'])
    if len(losses) == n * c and wide:
        f.write('losses %s\n' % ' '.join(map(text, losses)))
    elif losses and not wide and len(losses) == kept * c and c > 1:
        rows = [sum(losses[i*c:i*c+c]) for i in range(kept)]
        f.write('rows %s\n' % ' '.join(map(text, rows)))
    elif losses:
        f.write('rows %s\n' % ' '.join(map(text, losses)))
    grad = numbers(e.get('grad', []))
    scale = 1.0
    if v['id'].startswith('smp.multiclass'):    # of their sum over classes
        scale = float(c)
    if e.get('grad_of', 'sum') == 'mean':
        over = {'elements_NC': n * c}.get(v['core'].get('denominator'), n)
        scale = over
    if wide and not sums:
        scale /= c
    if grad and not normalized and not weighted and 'detr' not in options:
        f.write('grad %s\n' % ' '.join(text(scale * g) for g in grad))
    return True


def softmax(z):
    e = [math.exp(x) for x in z]
    return [x / sum(e) for x in e]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def balanced(y, p, a, g, floor=0.0):
    """a_t (1 - p_t)^g (-ln p_t) of a 0/1 label."""
    p = min(max(p, floor), 1 - floor)
    return (a * (1 - p)**g * -math.log(p) if y
            else (1 - a) * p**g * -math.log(1 - p))


def own_vectors(inputs):
    """Rows that have no vector: name, source, options, input, what it is."""
    m1, b1, l1, bp, mp = (inputs[k] for k in ('M1', 'B1', 'L1', 'BP', 'MP'))
    soft = [(softmax(z), t) for z, t in zip(m1['logits'], m1['labels'])]
    bits = list(zip(b1['labels'], map(sigmoid, b1['logits'])))
    probs = list(zip(bp['labels'], bp['probs']))
    cells = [(int(k == t), sigmoid(x))
             for z, t in zip(m1['logits'], m1['labels'])
             for k, x in enumerate(z)]
    a, leak = 0.25, 1e-6

    def kornia(table, p, t):
        return sum(table[k] * (leak + (k == t)) * (1 - q)**2 * -math.log(q)
                   for k, q in enumerate(p))

    def mean(x, over=None):
        return sum(x) / (over or len(x))

    binary = [balanced(y, p, a, 2) for y, p in bits]
    yield ('kornia-0.7/binary', 'kornia@v0.7.0 losses/focal.py',
           '--like kornia-0.7 -a 0.25', 'B1', 'mean', mean(binary))
    yield ('kornia-0.7/M1', 'kornia@v0.7.0 losses/focal.py',
           '--like kornia-0.7 -a 0.25', 'M1', 'mean',
           mean([kornia([1 - a, a, a], p, t) for p, t in soft], 15))
    yield ('kornia-0.6/binary', 'kornia@v0.6.12 losses/focal.py',
           '--like kornia-0.6 -a 0.25', 'B1', 'mean', mean(binary))
    yield ('kornia-0.6/M1', 'kornia@v0.6.12 losses/focal.py',
           '--like kornia-0.6 -a 0.25', 'M1', 'mean',
           mean([kornia([a, a, a], p, t) for p, t in soft]))
    keras = []
    for y, p in probs:
        q = min(max(p, 1e-7), 1 - 1e-7)
        m = 1 - p if y else p
        keras.append(m**2 * -math.log((q if y else 1 - q) + 1e-7))
    yield ('keras-2/BP', 'keras-team/keras keras/src/legacy/backend.py',
           '--like keras-2', 'BP', 'mean', mean(keras))
    yield ('catalyst/B1', 'catalyst metrics/functional/_focal.py',
           '--like catalyst', 'B1', 'mean', mean(binary))
    yield ('adafocal/start', '3mcloud/adafocal losses/adafocal.py',
           '--like adafocal', 'M1', 'sum',
           sum((1 - p[t]) * -math.log(p[t]) for p, t in soft))
    yield ('optax-poly/M1', 'optax/losses/_classification.py',
           '--like optax-poly', 'M1', 'mean',
           mean([-math.log(p[t]) + 2 * (1 - p[t]) for p, t in soft]))
    yield ('deformable-detr/M1', 'transformers loss_deformable_detr.py',
           '--like deformable-detr,num_boxes=2', 'M1', 'mean',
           sum(balanced(y, p, a, 2) for y, p in cells) / 2)
    w = [0.5, 2, 1.25]
    yield ('holocron-poly/M1', 'frgfm/Holocron holocron/nn/functional.py',
           '--like holocron-poly --class-weight 0.5,2,1.25', 'M1', 'mean',
           mean([w[t] * (-math.log(p[t]) + 2 * (1 - p[t]))
                 for p, t in soft]))
    yield ('flux/MP', 'FluxML/Flux.jl src/losses/functions.jl',
           '--like flux', 'MP', 'mean',
           mean([(1 - (p[t] + 2.0**-52))**2 * -math.log(p[t] + 2.0**-52)
                 for p, t in zip(mp['probs'], mp['labels'])]))
    yield ('retinanet/BP', 'yhenon/pytorch-retinanet retinanet/losses.py',
           '--like retinanet', 'BP', 'mean',
           sum(balanced(y, p, a, 2, 1e-4) for y, p in probs) /
           sum(bp['labels']))
    yield ('dlib/L1', 'davisking/dlib dlib/dnn/loss.h',
           '--like dlib -g 2', 'L1', 'mean',
           mean([2 * balanced(y, sigmoid(x), 0.5, 2)
                 for z, t in zip(l1['logits'], l1['labels'])
                 for x, y in zip(z, t)], 3))
    yield ('detectron2/normalizer', 'detectron2 meta_arch/retinanet.py',
           '--like detectron2=100', 'M1', 'mean',
           sum(balanced(y, p, a, 2) for y, p in cells) / 100)
    yield ('mmdet/avg_factor', 'mmdet/models/losses/utils.py',
           '--like mmdet,avg_factor=5', 'M1', 'mean',
           sum(balanced(y, p, a, 2) for y, p in cells) / (5 + 2.0**-23))
    yield ('keras/sum', 'keras-team/keras keras/src/losses/losses.py',
           '--like keras', 'L1', 'sum',
           sum(2 * balanced(y, sigmoid(x), 0.5, 2)
               for z, t in zip(l1['logits'], l1['labels'])
               for x, y in zip(z, t)) / 3)
    yield ('artemmavrin/sum', 'focal_loss/_binary_focal_loss.py',
           '--like artemmavrin -g 2', 'L1', 'sum',
           sum(2 * balanced(y, sigmoid(x), 0.5, 2)
               for z, t in zip(l1['logits'], l1['labels'])
               for x, y in zip(z, t)))
    for key, options in (('M1', 'mean'), ('M1', 'sum'), ('L1', 'mean')):
        bits = inputs[key]['labels']
        bits = [[int(k == t) for k in range(3)] if key == 'M1' else t
                for t in bits]
        of_class = [[2 * balanced(t[k], sigmoid(z[k]), 0.5, 2)
                     for z, t in zip(inputs[key]['logits'], bits)]
                    for k in range(3)]
        yield ('smp/weights/%s/%s' % (key, options),
               'segmentation_models_pytorch/losses/focal.py',
               '--like smp --class-weight 0.5,2,1.25', key, options,
               sum(v * (mean(x) if options == 'mean' else sum(x))
                   for v, x in zip(w, of_class)) / sum(w))
        of_class = [sum(x) / sum((1 - sigmoid(z[k] if t[k] else -z[k]))**2
                                 for z, t in zip(inputs[key]['logits'], bits))
                    for k, x in enumerate(of_class)]
        n = len(bits) if options == 'mean' else 1
        yield ('smp/normalized/%s/%s' % (key, options),
               'segmentation_models_pytorch/losses/focal.py',
               '--like smp-normalized --class-weight 0.5,2,1.25', key, options,
               sum(v * x / n for v, x in zip(w, of_class)) / sum(w))
    yield ('smp/odds', 'segmentation_models_pytorch/losses/focal.py',
           '--like smp', 'MP', 'mean',
           mean([2 * balanced(k == t, q / (1 + q), 0.5, 2)
                 for p, t in zip(mp['probs'], mp['labels'])
                 for k, x in enumerate(p)
                 for q in [min(max(x, 1e-7), 1 - 1e-7)]]))


def own_block(name, source, options, key, what, value, inputs, f):
    v = {'id': name, 'core': {}, 'params': {}}
    f.write('\n# %s; own reimplementation of the cited source\n' % source)
    f.write('vector %s\noptions %s\n' % (name, options))
    f.write('input %s\n' % '|'.join(samples(v, inputs[key])[0]))
    f.write('tolerance 1e-12 0\n%s %s\n' % (what, text(value)))


def main(path):
    with open(path) as f:
        data = json.load(f)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, 'like.txt'), 'w') as f:
        f.write(HEAD)
        used = [block(v, data['inputs'], f) for v in data['vectors']]
        for v in own_vectors(data['inputs']):
            own_block(*v, data['inputs'], f)
    print('%d vectors, %d left out' % (sum(used), len(used) - sum(used)))


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit('usage: like_vectors.py vectors.json')
    main(sys.argv[1])
