"""Make the hashed locks anew: ``make lock``."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LOCKS = {
    "uv.txt": ["requirements/uv.in"],
    "runtime.txt": ["pyproject.toml"],
    "dev.txt": ["pyproject.toml", "--group", "dev", "-c", "requirements/runtime.txt"],
    **{
        f"{part}.txt": [f"requirements/{part}.in", "-c", "requirements/runtime.txt"]
        for part in ("service", "api", "page", "mlflow", "spark")
    },
    "peers.txt": ["requirements/peers.in"],
}

for name, sources in LOCKS.items():
    command = ["pip", "compile", *sources, "--universal", "--python-version", "3.11"]
    options = ["--generate-hashes", "--quiet", "--no-header", "-o", f"requirements/{name}"]
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run(
        [uv, *command, "--python", sys.executable, *options], check=True, cwd=HERE.parent
    )
