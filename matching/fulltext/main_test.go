package fulltext

import (
	"testing"

	"go.uber.org/goleak"
)

// Bleve starts its workers once for the whole program.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(runThenClose{m}, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

// runThenClose closes the index that benchmarks share.
type runThenClose struct{ *testing.M }

func (m runThenClose) Run() int {
	code := m.M.Run()
	closeBenchIndex()
	return code
}
