focalloss cancer-main.csv
focalloss -q cancer-main.csv
focalloss cancer-main.csv -t json
focalloss -v -q cancer-main.csv
