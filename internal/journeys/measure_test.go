package journeys

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
)

// slow4G is the network of a phone that Lighthouse measures with: bits in a second, and
// milliseconds until an answer begins.
var slow4G = network.Conditions{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 750e3 / 8}

// slowdown is how many times slower a plain phone computes.
const slowdown = 4

// BenchmarkLargestPaint measures how soon the largest part of the first page is there
// on a slow phone. It is told and held to nothing, as clocks of busy machines lie.
func BenchmarkLargestPaint(b *testing.B) {
	s := newService(b)
	total := 0.0
	for b.Loop() {
		t := newTab(b, s)
		t.size(phoneWidth, phoneHeight)
		set(t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown})
		set(t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&slow4G}})
		t.open("/")
		total += evaluate[float64](t, largestPaint)
		set(t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 1})
	}
	b.ReportMetric(total/float64(b.N), "LCP-ms")
	b.ReportMetric(0, "ns/op") // says nothing here
}

const largestPaint = `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }))`
