"""Numbers that JSON lacks, or that a double cannot represent."""

import math


def tag_numbers(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if _fits(value) else {'$number': str(value)}
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return {'$number': 'NaN' if math.isnan(value) else 'Infinity' if value > 0 else '-Infinity'}
    if isinstance(value, list):
        return [tag_numbers(item) for item in value]
    if isinstance(value, dict):
        return {key: tag_numbers(item) for key, item in value.items()}
    return value


def _fits(value):
    try:
        return int(float(value)) == value
    except OverflowError:
        return False
