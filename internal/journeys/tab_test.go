package journeys

import (
	"context"
	_ "embed" // the script of the tests
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tab is a page of the browser with cookies of its own.
type tab struct {
	*watch
	t   testing.TB
	ctx context.Context
	s   *service
}

// openSpan is how long a page may take.
const openSpan = 30 * time.Second

// newTab opens a tab. When the test ends, it fails if something went wrong in it that
// nobody has taken.
func newTab(t testing.TB, s *service) *tab {
	t.Helper()
	b := &tab{t: t, s: s, watch: newWatch(s.address)}
	ctx, closeTab := chromedp.NewContext(shared.browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.see))
	b.ctx = ctx
	t.Cleanup(func() {
		for _, wrong := range b.taken() {
			t.Error(wrong)
		}
		closeTab()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	set(b, audits.Enable, cdp.Empty{})
	// Tabs stand side by side, and each has the keyboard.
	set(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	go b.closeDialogs()
	return b
}

// closeDialogs answers dialogs, which would stop the page; the watch has noted them.
func (b *tab) closeDialogs() {
	for _, err := range chromedp.Events(b.ctx, page.JavascriptDialogOpening) {
		if err != nil {
			return
		}
		_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	}
}

// in is the tab for a part of its test.
func (b *tab) in(t testing.TB) *tab {
	part := *b
	part.t = t
	return &part
}

// do acts in the tab. What says what is done.
func (b *tab) do(what string, action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, openSpan)
	defer cancel()
	if err := chromedp.Do(ctx, action); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// set sends a command to the tab.
func set[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	b.do(command.Method, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	}))
}

// pageScript gives an object of functions that look at a page.
//
//go:embed testdata/page.js
var pageScript string

// ask calls a function of the page's script with arguments, and waits for what it
// promises. Where scripts are off only functions that promise nothing work.
func ask[T any](b *tab, function string, args ...any) T {
	b.t.Helper()
	list := make([]string, len(args))
	for i, a := range args {
		text, err := json.Marshal(a)
		if err != nil {
			b.t.Fatal(err)
		}
		list[i] = string(text)
	}
	return evaluate[T](b, fmt.Sprintf("%s.%s(%s)", strings.TrimSpace(pageScript), function, strings.Join(list, ",")))
}

func evaluate[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, openSpan)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("in the page: %v", err)
	}
	return v
}

// open opens a path and returns the status of its page when it has loaded.
func (b *tab) open(path string) int {
	b.t.Helper()
	return b.await(path, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		r, err := cdp.Call(ctx, target, page.Navigate, page.NavigateParams{URL: b.s.address + path})
		if err == nil && r.ErrorText != "" {
			err = fmt.Errorf("%s: %s", path, r.ErrorText)
		}
		return err
	}))
}

// await does something that leads to another page, and returns the status of that page
// when it has loaded, or 0 for another place within the same page. What says what is
// done.
func (b *tab) await(what string, action chromedp.Action[chromedp.Void]) int {
	b.t.Helper()
	before := b.arrived()
	b.do(what, action)
	for late := time.After(openSpan); ; {
		now := b.arrived()
		switch {
		case now.failed != "":
			b.t.Fatalf("%s: %s cannot be reached", what, now.failed)
		case now.pages > before.pages && now.loaded:
			return b.statusOf(now.loader)
		case now.within > before.within && now.pages == before.pages:
			return 0
		}
		select {
		case <-b.moved:
		case <-late:
			b.t.Fatalf("%s: no other page has come", what)
		}
	}
}

// size sets the size of the window in CSS pixels.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	set(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// Schemes of colours that people may prefer.
const (
	light = "light"
	dark  = "dark"
)

func (b *tab) prefer(scheme string) {
	b.t.Helper()
	set(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// withoutScripts turns scripts off for the pages to come.
func (b *tab) withoutScripts() {
	b.t.Helper()
	set(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// withCache tells whether pages may be made of what earlier ones have loaded.
func (b *tab) withCache(cache bool) {
	b.t.Helper()
	set(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: !cache})
}
