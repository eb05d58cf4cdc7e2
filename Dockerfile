# One image, two uses: as it is, the Node server; with the command `lambda http`, a Lambda container, for http and every
# other function.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit
COPY openapi openapi
COPY test test
COPY infra infra
COPY src src
RUN npm run build:server && npm run build:lambda && npm prune --omit=dev --no-audit

# AWS's runtime client compiles an addon; the tools for that stay behind.
FROM node:24 AS lambda-client
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends cmake && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/lambda
RUN echo '{ "private": true, "allowScripts": { "aws-lambda-ric": true } }' >package.json && npm install --no-audit aws-lambda-ric@4.0.2
COPY infra/lambda.sh bin/lambda

FROM node:24-slim
# Half of the threads look names up at a time: of the usual four, two names whose servers do not answer would hold up all others.
ENV UV_THREADPOOL_SIZE=16
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8071 POSTHORN_DATA_DIR=/data PATH=/opt/lambda/bin:$PATH
WORKDIR /app
# A new volume takes over the owner and mode of the directory that it covers; nothing else is written to.
RUN install -d -o node -g node -m 0700 /data
COPY --from=lambda-client /opt/lambda /opt/lambda
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# The user `node`, by number: Kubernetes can tell from it that this is not root.
USER 1000:1000
VOLUME /data
EXPOSE 8071
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/v1/health/ping`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm: signals arrive, and `docker stop` lets deliveries under way end.
STOPSIGNAL SIGTERM
CMD ["node", "dist/cli/posthorn.js", "start"]
