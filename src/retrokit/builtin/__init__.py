"""What comes with retrokit: classic formats, checks and reports, written as plugins are."""
