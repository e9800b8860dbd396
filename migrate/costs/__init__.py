"""Cost history that nobody loses: cubes, capture, archive, proofs; only aws/ asks AWS."""
