"""Make `import torchaudio` (which pyannote.audio needs) work beside a torch without CUDA.

The torchaudio wheel's extension is linked against CUDA and cannot load there. Its Python part is
all that pyannote and the Kaldi features use, so the extension module is replaced by a stub.
"""

import sys
from types import ModuleType
from typing import Any

import torch

_EXTENSION = "torchaudio._extension"


def install_torchaudio_shim() -> None:
    """Call before the first import of torchaudio; does nothing where torch has CUDA."""
    if torch.version.cuda is not None or "torchaudio" in sys.modules:
        return
    stub = ModuleType(_EXTENSION)
    members: dict[str, Any] = {
        "_IS_TORCHAUDIO_EXT_AVAILABLE": False,
        "_IS_ALIGN_AVAILABLE": False,
        "fail_if_no_align": lambda function: function,
        "_check_cuda_version": lambda: None,
    }
    for name, value in members.items():
        setattr(stub, name, value)
    sys.modules[_EXTENSION] = stub
