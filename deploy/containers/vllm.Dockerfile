# vLLM as a server of its own, without root. The model comes by volume or by name.
#   docker build -f deploy/containers/vllm.Dockerfile -t inglenook-vllm:0.1.0 .
FROM vllm/vllm-openai:v0.12.0
RUN groupadd --gid 10001 vllm \
    && useradd --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin vllm
ENV VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 HF_HUB_OFFLINE=1 HOME=/home/vllm
USER 10001:10001
WORKDIR /home/vllm
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=600s --retries=3 \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
ENTRYPOINT ["vllm", "serve"]
CMD ["/models/notes", "--served-model-name", "notes", "--enable-prefix-caching", "--max-model-len", "32768", "--disable-log-requests"]
