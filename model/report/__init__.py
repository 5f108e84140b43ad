from pathlib import Path
def write_result(target, outcome, loaded, seconds):
    return target
