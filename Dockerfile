FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit
COPY openapi openapi
COPY src src
RUN npm run build && npm prune --omit=dev --no-audit

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8071 POSTHORN_DATA_DIR=/data
WORKDIR /app
# A new volume takes over the owner and mode of the directory that it covers; nothing else is written to.
RUN install -d -o node -g node -m 0700 /data
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
USER node
VOLUME /data
EXPOSE 8071
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/v1/health/ping`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm: signals arrive, and `docker stop` lets deliveries under way end.
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/cli/start.js"]
