# Serves the Bento of the champion. Build from the root of the checkout.
FROM python:3.12.12-slim-bookworm AS environment
COPY requirements/api.txt /tmp/lock.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/lock.txt

FROM python:3.12.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 CINQ_HOME=/var/lib/cinq
RUN useradd --system --uid 10001 --home-dir /var/lib/cinq --create-home cinq
COPY --from=environment /opt/venv /opt/venv
WORKDIR /opt/cinq
COPY pyproject.toml cli.py service.py bentofile.yaml ./
COPY requirements/service.txt requirements/service.txt
COPY configs configs
COPY cinq cinq
RUN printf '#!/bin/sh\nexec python -m cli "$@"\n' > /opt/venv/bin/cinq \
    && chmod 755 /opt/venv/bin/cinq \
    && python -m compileall -q .
ENV PYTHONPATH=/opt/cinq
USER 10001
VOLUME /var/lib/cinq
EXPOSE 3000
CMD ["cinq", "serve"]
