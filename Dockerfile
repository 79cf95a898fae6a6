# The GitHub App in a container: `backline serve` as an unprivileged user, with git beside it.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts ./scripts
COPY src ./src
RUN node scripts/build.ts

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Types and source maps are for who develops, and more than half of it.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.[cm]ts' \) -delete

FROM ${NODE_IMAGE}
# tini is the first process: it hands signals on, and reaps what git leaves behind.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json app.yml ./
COPY agents ./agents
COPY schema ./schema
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /build/dist ./dist
RUN ln -s /app/dist/entrypoints/bin.js /usr/local/bin/backline \
  && mkdir /data \
  && chown node:node /data

ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 BACKLINE_DATA=/data
USER node
EXPOSE 3000
# `agent: false` goes past a proxy that the environment may name.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "require('node:http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/readyz', agent: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# Without --liftoff-only the embedded store takes half a gigabyte more while it starts.
ENTRYPOINT ["tini", "--", "node", "--liftoff-only", "dist/entrypoints/bin.js"]
CMD ["serve"]
