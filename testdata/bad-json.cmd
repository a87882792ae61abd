echo '{"label":1,"logit":NaN}' | focalloss
echo '{"label":1,"logit":1e400}' | focalloss
echo '[{"label":1,"logit":1},{"label":1,"logit":"2"},{"label":1},{"label":null,"logit":2}]' | focalloss
printf '{"label":1,"logit":1}\n{"label":1,"label":0,"logit":1}\n' | focalloss
echo '[{"label":1,"logit":1} {"label":1,"logit":1}]' | focalloss
echo '[{"label":1,"logit":1}' | focalloss
echo '[1,2]' | focalloss
echo '{"label":[1,0],"logit":[1]}' | focalloss
echo '{"label":"\u0000","logit":1}' | focalloss
echo '{"id":"\ud83d","label":1,"logit":1}' | focalloss
printf '{"labels":["rain","snow"],"probs":{"rain":0.8,"fog":0.1}}\n{"labels":["fog","fog"],"probs":{"rain":0.8,"fog":0.1}}\n{"labels":"fog","probs":{"rain":0.8,"fog":0.1}}\n' | focalloss
echo '{"labels":["rain"],"probs":[0.8,0.1]}' | focalloss
echo '{"labels":["rain"],"probs":{"rain":0.8,"fog":0.1}}' | focalloss --pos-label rain
printf '{"columns":["label","logit"],"data":[[1,0.5],\n[0],\n{"label":1}]}\n' | focalloss
echo '{"label":{"0":1,"1":0},"logit":{"0":0.5,"2":-1}}' | focalloss
printf '[\0{\0}\0]\0' | focalloss
echo '[[1,0.5],[0,1]]' >lists.json
focalloss lists.json
rm lists.json
