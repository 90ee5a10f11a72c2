package expo

// dataPath is the page about open data.
const dataPath = "/oppna-data"
