#!/usr/bin/python3
"""Print the mean focal loss as one computes it with the libraries of Python.

    peers.py LIBRARY binary|multiclass|multilabel|rows FILE

gamma 2; alpha 0.25 for 1 and 0.75 for 0, for classes 0.25.  rows writes the
table of focalloss -r none --grad, id, label, p_t, loss and gradient of each
binary sample, to /dev/null.  What it imports is what
the library needs, so that its start-up is its own.
"""
import sys

TYPES = {'id': 'int64', 'logit': 'float64', 'label': 'int8'}


# Mathematics: numpy on arrays, torch on tensors, SQL, Polars expressions

def point(x, y):
    """Cross-entropy, 1 - p_t and alpha of logits against 0 and 1."""
    import numpy as np
    s = np.where(y == 1, x, -x)
    t = np.exp(-np.abs(s))
    ce = np.maximum(-s, 0) + np.log1p(t)
    return ce, np.where(s < 0, 1, t) / (1 + t), np.where(y == 1, 0.25, 0.75)


def numpy_mean(kind, x, y):
    import numpy as np
    if kind == 'multiclass':
        top = x.max(1)
        ln_e = np.log(np.exp(x - top[:, None]).sum(1))
        ln_p = x[np.arange(len(y)), y] - top - ln_e
        return (-0.25 * (1 - np.exp(ln_p))**2 * ln_p).mean()
    ce, q, a = point(x, y)
    return (a * q * q * ce).mean()


def torch_mean(kind, x, y):
    import torch
    import torch.nn.functional as F
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    if kind == 'multiclass':
        ce = F.cross_entropy(x, y, reduction='none')
        return (0.25 * (1 - torch.exp(-ce))**2 * ce).mean().item()
    y = y.to(x.dtype)       # from here on torchvision's sigmoid_focal_loss
    p = torch.sigmoid(x)
    ce = F.binary_cross_entropy_with_logits(x, y, reduction='none')
    p_t = p * y + (1 - p) * (1 - y)
    loss = ce * (1 - p_t)**2
    return ((0.25 * y + 0.75 * (1 - y)) * loss).mean().item()


SQL_POINT = '''
    a as (select *, case when y = 1 then x else -x end s,
        case when y = 1 then 0.25::double else 0.75::double end w from data),
    b as (select *, exp(-abs(s)) t from a),
    point as (select *, greatest(-s, 0) + ln(1 + t) ce,
        case when s < 0 then 1 else t end / (1 + t) q from b)'''
SQL_SIGMOID = SQL_POINT + ' select avg(w * q * q * ce) from point'
SQL_SOFTMAX = '''
    a as (select x, x[y + 1] hit, list_max(x) top from data),
    b as (select hit - top - ln(list_sum(
        list_transform(x, lambda v: exp(v - top)))) ln_p from a)
    select avg(-0.25::double * pow(1 - exp(ln_p), 2) * ln_p) from b'''
SQL_ROWS = SQL_POINT + ''' select id, y as label, 1 - q p_t, w * q * q * ce loss,
    case when y = 1 then -1 else 1 end * w * q * q * (2 * (1 - q) * ce + q)
    grad from point'''


def polars_point(data, x, y):
    import polars as pl
    hit = pl.col(y) == 1
    s, t, q = pl.col('s'), pl.col('t'), pl.col('q')
    return data.with_columns(
        s=pl.when(hit).then(pl.col(x)).otherwise(-pl.col(x)),
        w=pl.when(hit).then(0.25).otherwise(0.75),
    ).with_columns(t=(-s.abs()).exp()).with_columns(
        ce=pl.max_horizontal(-s, 0.0) + t.log1p(),
        q=pl.when(s < 0).then(1.0).otherwise(t) / (1 + t),
    ).with_columns(loss=pl.col('w') * q * q * pl.col('ce'))


# Readers: each returns the mean, or writes rows

def columns(path, stem):
    """The columns of a CSV file called stem or stem_0, stem_1, ..."""
    with open(path, encoding='ascii') as f:
        names = f.readline().rstrip('\n').split(',')
    return [n for n in names if n == stem or n.startswith(stem + '_')]


def pandas_arrays(kind, path, **how):
    import pandas as pd
    import numpy as np
    if path.endswith('.ndjson'):
        d = pd.read_json(path, lines=True)
        if kind == 'binary':
            return d['logit'].to_numpy(), d['label'].to_numpy()
        return np.array(d['logits'].to_list()), d['label'].to_numpy()
    d = pd.read_csv(path, **how)
    if kind == 'binary':
        return d['logit'].to_numpy(), d['label'].to_numpy()
    y = d[columns(path, 'label')].to_numpy()
    x = d[columns(path, 'logit')].to_numpy()
    return x, y[:, 0] if kind == 'multiclass' else y


def pandas(kind, path):
    if kind == 'rows':
        return pandas_rows(path)
    return numpy_mean(kind, *pandas_arrays(kind, path))


def pandas_tuned(kind, path):
    return numpy_mean(kind, *pandas_arrays(kind, path,
                      usecols=['logit', 'label'], dtype=TYPES))


def pandas_rows(path):
    import numpy as np
    import pandas as pd
    d = pd.read_csv(path)
    y = d['label'].to_numpy()
    ce, q, a = point(d['logit'].to_numpy(), y)
    grad = a * q * q * (2 * (1 - q) * ce + q)
    pd.DataFrame({'id': d['id'], 'label': y, 'p_t': 1 - q,
                  'loss': a * q * q * ce,
                  'grad': np.where(y == 1, -grad, grad)}
                 ).to_csv('/dev/null', index=False)


def torch(kind, path):
    return torch_mean(kind, *pandas_arrays(kind, path))


def loadtxt(kind, path):
    import numpy as np
    d = np.loadtxt(path, delimiter=',', skiprows=1)
    c = len(columns(path, 'logit'))
    x, y = d[:, 1:1 + c], d[:, 1 + c:]
    return numpy_mean(kind, x, y[:, 0].astype(int) if kind == 'multiclass'
                      else y)


def json(kind, path):
    import json as parser
    import numpy as np
    name = 'logit' if kind == 'binary' else 'logits'
    x, y = [], []
    with open(path, 'rb') as f:
        for line in f:
            sample = parser.loads(line)
            x.append(sample[name])
            y.append(sample['label'])
    return numpy_mean(kind, np.array(x), np.array(y))


def duckdb(kind, path):
    import duckdb as db
    types = {'id': 'BIGINT', 'logit': 'DOUBLE', 'label': 'INTEGER'}
    if path.endswith('.ndjson'):
        if kind != 'binary':
            types = {'id': 'BIGINT', 'logits': 'DOUBLE[]', 'label': 'INTEGER'}
        source = 'read_ndjson(\'%s\', columns=%s)' % (path, types)
        x, y = list(types)[1:]
    else:
        logits, labels = columns(path, 'logit'), columns(path, 'label')
        types = {'id': 'BIGINT', **{n: 'DOUBLE' for n in logits},
                 **{n: 'INTEGER' for n in labels}}
        source = ('read_csv(\'%s\', header=true, auto_detect=false, '
                  'delim=\',\', columns=%s)' % (path, types))
        x, y = ', '.join(logits), ', '.join(labels)
        if kind == 'multiclass':
            x = '[%s]' % x
        if kind == 'multilabel':
            x, y = 'unnest([%s])' % x, 'unnest([%s])' % y
    data = 'with data as (select id, %s x, %s y from %s),' % (x, y, source)
    if kind == 'rows':
        db.execute('copy (%s%s) to \'/dev/null\' (format csv)'
                   % (data, SQL_ROWS))
        return None
    sql = SQL_SOFTMAX if kind == 'multiclass' else SQL_SIGMOID
    return db.execute(data + sql).fetchall()[0][0]


def polars(kind, path):
    import polars as pl
    if path.endswith('.ndjson'):
        data = pl.scan_ndjson(path)
    else:
        data = pl.scan_csv(path)
    if kind == 'binary':
        return polars_point(data, 'logit', 'label').select(
            pl.col('loss').mean()).collect().item()
    if kind == 'rows':
        q, ce = pl.col('q'), pl.col('ce')
        polars_point(data, 'logit', 'label').select(
            'id', 'label', 'loss', p_t=1 - q, grad=pl.col('w') * q * q * (2 * (1 - q) * ce + q)
            * pl.when(pl.col('label') == 1).then(-1).otherwise(1)
        ).collect().write_csv('/dev/null')
        return None
    if path.endswith('.ndjson'):
        d = data.select('logits', 'label').collect()
        x = d['logits'].explode().to_numpy().reshape(len(d), -1)
        return numpy_mean(kind, x, d['label'].to_numpy())
    d = data.collect()
    x = d.select(columns(path, 'logit')).to_numpy()
    y = d.select(columns(path, 'label')).to_numpy()
    return numpy_mean(kind, x, y[:, 0] if kind == 'multiclass' else y)


if __name__ == '__main__':
    mean = globals()[sys.argv[1]](*sys.argv[2:])
    if mean is not None:
        print('%.17g' % mean)
