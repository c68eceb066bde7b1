import { playHistory } from '/work/main/gateway/src/pool/simulation/history.ts';

const h = JSON.parse(process.argv[2]);
playHistory(h).then(
  (o) => console.log(o),
  (e) => console.log(String(e)),
);
