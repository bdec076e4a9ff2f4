// PostGraphile on the views of schema `peer`, tuned as its documentation says (benchmarks/postgraphile.py names what).
// Environment: PEER_DATABASE, PEER_CONNECTIONS, PEER_PORT.

import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const { PEER_DATABASE, PEER_CONNECTIONS, PEER_PORT } = process.env;
const connections = Number(PEER_CONNECTIONS);

const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset, PostGraphileConnectionFilterPreset],
  pgServices: [
    makePgService({
      connectionString: PEER_DATABASE,
      schemas: ["peer"],
      pubsub: false,
      poolConfig: { max: connections, min: connections, idleTimeoutMillis: 0 },
    }),
  ],
  schema: { defaultBehavior: "+connection +list" },
  grafserv: { watch: false, graphiql: false, outputDataAsString: true },
  grafast: { explain: false },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(PEER_PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
