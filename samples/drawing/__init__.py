"""The sample pictures: abstract editorial illustrations, drawn with Pillow and nothing else."""
