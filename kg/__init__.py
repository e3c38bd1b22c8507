"""Bangjiao (邦交): a knowledge graph of diplomatic history from Chinese documents."""
