# syntax=docker/dockerfile:1

FROM rust:1.95-slim-bookworm AS build
# SQLite and ring are built from C.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /fordel
COPY . .
# The target directory is a cache and not part of the image: the program is copied out of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/fordel/target \
    cargo build --release --locked --package server --bin fordel \
    && cp target/release/fordel /usr/local/bin/fordel

FROM debian:bookworm-slim
# The certificates are for the mail relay.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/fordel --create-home fordel
COPY --from=build /usr/local/bin/fordel /usr/local/bin/fordel
COPY LICENSE /usr/share/doc/fordel/LICENSE
USER fordel
WORKDIR /var/lib/fordel
ENV FORDEL_DATA=/var/lib/fordel \
    FORDEL_LISTEN=0.0.0.0:8080
VOLUME /var/lib/fordel
EXPOSE 8080
# The program listens to SIGTERM itself, so that it needs no shell around it.
ENTRYPOINT ["/usr/local/bin/fordel"]
CMD ["serve"]
