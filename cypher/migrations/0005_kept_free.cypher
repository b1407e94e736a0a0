// Holds the place of a migration that stands on another branch; it does nothing.
