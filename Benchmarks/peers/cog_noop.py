"""A model for Cog that does nothing."""

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, text: str) -> str:
        return f"Hello, {text}!"
