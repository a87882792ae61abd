# numpy.savetxt(), with names and without
printf '# label logit\n1.0e+00 2.0e+00\n0.0e+00 -5.0e-01\n' | focalloss -v -r none
printf '1.0e+00 2.0e+00\n0.0e+00 -5.0e-01\n' | focalloss -H -y 1 -l 2
printf 'label logit\n1 "2"\n' | focalloss -f ssv
printf 'label logit\n1 2\n1 2 3\n\n0 x\n' | focalloss
# numpy.save(): a label and three logits, in float32 and in Fortran's order
header="{'descr': '<f4', 'fortran_order': True, 'shape': (2, 4)}"
{ printf '\223NUMPY\001\000%b%s' '\0070\0000' "$header"
  printf '\0\0\0\100\0\0\0\0\0\0\200\77\0\0\0\0'
  printf '\0\0\0\77\0\0\0\0\0\0\200\100\0\0\200\277'; } >preds.npy
focalloss preds.npy
focalloss preds.npy -y 1 -l 2-4 -r none -v
focalloss preds.npy -y 'preds[0]' -l 'preds[3]' -m binary
focalloss -y 1 -l 2-4 <preds.npy
head -c 90 preds.npy | focalloss -y 1 -l 2-4
focalloss -f npy cancer-main.csv
rm preds.npy
# a pandas index has no name
printf ',label,prob\nx,1,0.9\ny,0,0.2\n' | focalloss -r none -i 1
# what others write
printf 'PAR1\025\004' >preds.parquet; focalloss preds.parquet
focalloss -f csv <preds.parquet; rm preds.parquet
printf '\037\213\010' >'my preds.csv.gz'; focalloss 'my preds.csv.gz'; rm 'my preds.csv.gz'
printf 'l\0a\0b\0' | focalloss
printf 'label;logit\n1;1.234,5\n' >de.csv; focalloss de.csv; focalloss -d ';' de.csv; rm de.csv
