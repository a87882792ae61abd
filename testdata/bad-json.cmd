echo '{"label":1,"logit":NaN}' | focalloss
echo '{"label":1,"logit":1e400}' | focalloss
echo '[{"label":1,"logit":1},{"label":1,"logit":"2"},{"label":1},{"label":null,"logit":2}]' | focalloss
printf '{"label":1,"logit":1}\n{"label":1,"label":0,"logit":1}\n' | focalloss
echo '[{"label":1,"logit":1} {"label":1,"logit":1}]' | focalloss
echo '[{"label":1,"logit":1}' | focalloss
echo '[1,2]' | focalloss
echo '{"label":[1,0],"logit":[1]}' | focalloss
