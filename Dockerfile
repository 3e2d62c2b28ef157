# syntax=docker/dockerfile:1

# Built with everything, shipped with what runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
COPY scripts ./scripts
COPY operator-page ./operator-page
COPY src ./src
RUN npm ci && npm prune --omit=dev

FROM node:24-bookworm-slim
RUN apt-get update \
	&& apt-get install -y --no-install-recommends ffmpeg \
	&& rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production \
	STORE_URL=sqlite:///data/reelay.sqlite \
	MEDIA_DIR=/data/media \
	OPS_HOST=0.0.0.0
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The root file system may be read-only: only /data is written.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 9464
# The process lives and its event loop turns. Not /readyz: a restart cures no empty balance and no outage of Discord.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
	CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.OPS_PORT || 9464) + '/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# Not npm: it does not hand every signal on.
CMD ["node", "dist/main.js"]
