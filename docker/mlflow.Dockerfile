# Shows MLflow's page. Build from the root of the checkout.
FROM python:3.12.12-slim-bookworm AS environment
COPY requirements/mlflow.txt /tmp/lock.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/lock.txt

FROM python:3.12.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DO_NOT_TRACK=true \
    MLFLOW_DISABLE_TELEMETRY=true MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false
RUN useradd --system --uid 10001 --home-dir /var/lib/cinq --create-home cinq
COPY --from=environment /opt/venv /opt/venv
WORKDIR /var/lib/cinq
USER 10001
VOLUME /var/lib/cinq
EXPOSE 5000
CMD ["mlflow", "server", "--host=0.0.0.0", "--port=5000", "--workers=1", "--allowed-hosts=localhost:*,127.0.0.1:*"]
