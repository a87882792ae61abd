# every file of real predictions, in its own mode
for f in cancer-main cancer-new cancer-probs digits digits-probs digits-attributes; do
	printf '%s ' $f; focalloss -q $f.csv --digits 12
done
# predictions and truth in two files, rows shuffled: joined on the id
focalloss digits-submission.csv --join digits-solution.csv
