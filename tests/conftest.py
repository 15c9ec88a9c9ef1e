"""Fixtures that several files of tests share."""

from plugin_making import install

__all__ = ["install"]
