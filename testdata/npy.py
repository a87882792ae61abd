#!/usr/bin/env python3
"""Have numpy write arrays, and compare what focalloss makes of them with CSV.

    python3 testdata/npy.py build/focalloss         needs numpy; tests do not

Each type, byte order, memory order and version is written by numpy as .npy and
as text, digits enough to read it back exactly; a row per sample must be printed
alike, byte for byte, from a file and from a pipe.  savetxt() is held to the
same.
"""
import itertools
import os
import subprocess
import sys
import tempfile

import numpy as np

TYPES = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'b1']
OPTIONS = ['-y', '1', '-l', '2', '-r', 'none', '-t', 'csv', '--grad']


def values(kind):
    """Labels, and scores at the edges of the type and inside."""
    dtype = np.dtype(kind)
    if dtype.kind == 'f':
        info = np.finfo(dtype)
        edges = [info.max, info.min, info.tiny, info.eps, 0, -0.0,
                 float(info.tiny) * float(info.eps)]
        inside = np.random.default_rng(1).normal(0, 5, 200)
    elif dtype.kind == 'b':
        edges, inside = [0, 1], [1, 0, 1]
    else:
        info = np.iinfo(dtype)
        edges = [info.max, info.min, info.max - 1, 0, 1]
        inside = np.arange(100)
    scores = np.array([np.array(v).astype(dtype)
                       for v in list(edges) + list(inside)], dtype=dtype)
    table = np.zeros((len(scores), 2), dtype=dtype)
    table[:, 0] = np.arange(len(scores)) % 2
    table[:, 1] = scores
    return table


def as_text(table):
    """Python prints doubles, and whole numbers of any length, exactly."""
    return ''.join('%d,%r\n' % (label, score + 0)
                   for label, score in table.tolist())


def score(program, arguments, data=None):
    """What it prints; an error is no way out."""
    run = subprocess.run([program] + OPTIONS + arguments, input=data,
                         capture_output=True, check=False)
    if run.returncode:
        sys.exit('%s: %s' % (arguments, run.stderr.decode()))
    return run.stdout


def main(program):
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'data.npy')
        for kind, order, memory, version in itertools.product(
                TYPES, '<>', 'CF', [(1, 0), (2, 0), (3, 0)]):
            table = values(kind)
            want = score(program, ['-f', 'csv', '-H'],
                         as_text(table).encode())
            array = np.array(table, dtype=order + kind, order=memory)
            with open(path, 'wb') as f:
                np.lib.format.write_array(f, array, version)
            with open(path, 'rb') as f:
                data = f.read()
            for got in (score(program, [path]), score(program, [], data)):
                if got != want:
                    sys.exit('%s%s in order %s, version %s: not as in CSV'
                             % (order, kind, memory, version))
                done += 1
            with open(path + '.txt', 'w') as f:
                np.savetxt(f, table, fmt=['%d', '%.18e']
                           if kind[0] == 'f' else '%d')
            if score(program, ['-H', path + '.txt']) != want:
                sys.exit('%s: savetxt() is not read as CSV is' % kind)
            done += 1
    print('%d files are read as numpy wrote them' % done)


if __name__ == '__main__':
    main(sys.argv[1] if len(sys.argv) > 1 else 'build/focalloss')
