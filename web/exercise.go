package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"net/http"
	"slices"
	"time"
)

// Exercise is what the pages of an exercise (演练) wear: Band stands on every one of them, over everything, on the screen and
// on paper; and scripts that ask for the time get that of the exercise, which goes Speed times as fast.
type Exercise struct {
	Band  string
	Speed int
	Now   func() time.Time
}

//go:embed exercise.css
var exerciseStyle []byte

// exerciseTime puts the time of the exercise in the place of the browser's. It is asked for anew with every page.
const exerciseTime = `(() => {
  const speed = %d, start = %d, from = performance.now();
  const now = () => Math.floor(start + (performance.now() - from) * speed);
  globalThis.Date = new Proxy(Date, {
    construct: (real, args) => (args.length > 0 ? new real(...args) : new real(now())),
    apply: (real) => new real(now()).toString(),
    get: (real, name) => (name === 'now' ? now : Reflect.get(real, name)),
  });
})();
`

// serve answers for the files that only an exercise has.
func (x *Exercise) serve(w http.ResponseWriter, name string) bool {
	switch name {
	case "exercise.css":
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(exerciseStyle)
	case "exercise.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = fmt.Fprintf(w, exerciseTime, x.Speed, x.Now().UnixMilli())
	default:
		return false
	}
	return true
}

// wear puts band and time on a page.
func (x *Exercise) wear(page []byte) []byte {
	if x == nil {
		return page
	}
	if x.Speed > 1 {
		page = bytes.Replace(page, []byte("<head>"), []byte("<head>\n    <script src=\"/exercise.js\"></script>"), 1)
	}
	mark := []byte(`<link rel="stylesheet" href="/exercise.css"><div class="exercise-mark" aria-hidden="true"></div><div class="exercise-band" role="note">` + html.EscapeString(x.Band) + "</div>")
	if at := bytes.LastIndex(page, []byte("</body>")); at >= 0 {
		return slices.Concat(page[:at], mark, page[at:])
	}
	return append(slices.Clone(page), mark...)
}
