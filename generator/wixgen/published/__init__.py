"""Read Wix's published type packages: a second source of the facts that documentation pages print."""
