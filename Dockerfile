# The command line of Cuesta in a container:
#   docker build -t cuesta .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" cuesta mosaic a.tif b.tif -o mosaic.tif
# Untested: no container engine runs where Cuesta is developed.

FROM node:22-slim AS build
WORKDIR /cuesta
COPY . .
# Installs and, by the script "prepare", builds dist/.
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
COPY --from=build /cuesta/package.json /cuesta/LICENSE /cuesta/
COPY --from=build /cuesta/dist /cuesta/dist
COPY --from=build /cuesta/models /cuesta/models
COPY --from=build /cuesta/node_modules /cuesta/node_modules
WORKDIR /data
ENTRYPOINT ["node", "/cuesta/dist/cli/main.js"]
