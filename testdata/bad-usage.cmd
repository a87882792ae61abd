focalloss --gamma -1 cancer-main.csv
focalloss --gamma nan cancer-main.csv
focalloss -g 0:1:0 cancer-main.csv
focalloss -r mean,none cancer-main.csv
focalloss -r median cancer-main.csv
focalloss --nonsense
focalloss -Z
focalloss --gamma
focalloss -l a -p b
focalloss -f xml
focalloss --digits 40 cancer-main.csv
focalloss - -
focalloss no-such-file.csv
focalloss .
