# syntax=docker/dockerfile:1
# The program with all it needs, run as nobody in particular: `docker build -t zongjie .`
# With PDF (LibreOffice and Chinese fonts, some 400 MB more): `docker build --build-arg PDF=1 -t zongjie .`
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/zongjie
COPY requirements.lock requirements-dev.lock ./
# the lock of the tests also names what seals words at rest (extra `encryption`)
RUN /opt/zongjie/bin/pip install -r requirements.lock \
    && /opt/zongjie/bin/pip install -c requirements-dev.lock cryptography
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY language ./language
COPY retrieval ./retrieval
COPY config ./config
COPY prompts ./prompts
COPY knowledge ./knowledge
RUN /opt/zongjie/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm
ARG PDF=0
# hadolint ignore=DL3008
RUN if [ "$PDF" = 1 ]; then \
        apt-get update \
        && apt-get install -y --no-install-recommends libreoffice-writer-nogui fonts-noto-cjk \
        && rm -rf /var/lib/apt/lists/*; \
    fi \
    && useradd --system --uid 10001 --create-home --home-dir /data zongjie
COPY --from=build /opt/zongjie /opt/zongjie
ENV PATH=/opt/zongjie/bin:$PATH PYTHONUNBUFFERED=1 ZONGJIE_HOME=/data OMP_NUM_THREADS=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8020
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r, os; r.urlopen(f'http://127.0.0.1:{os.environ.get(\"ZONGJIE_PORT\") or 8020}/healthz', timeout=4)"]
CMD ["zongjie", "serve", "--host", "0.0.0.0"]
