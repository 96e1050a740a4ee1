"""API model -> package model."""
