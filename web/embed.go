// Package web holds the built web client, so that one binary serves everything.
//
// The files under dist come from "make web"; a build without them serves a page that says so. The package serves no API.
package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

const unbuilt = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>安澜</title>
<p>此程序未包含网页界面。请执行 <code>make web build</code> 后重新启动。
<p lang="en">This binary was built without the web client. Run <code>make web build</code> and start it again. The API is at <a href="/openapi.json">/openapi.json</a>.</html>
`

// Handler serves the client: files as they are, /m and /public and what is below them as the pages of the phone and of the
// public, every other path as the shell, which finds its own way. Files with a hash in their name may be kept for ever, pages not
// at all. In an exercise every page wears its band; x is nil when this is none.
func Handler(x *Exercise) (http.Handler, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	serve := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if strings.HasPrefix(name, "api/") || name == "api" {
			http.NotFound(w, r)
			return
		}
		if x != nil && x.serve(w, name) {
			return
		}
		if info, err := fs.Stat(files, name); err == nil && !info.IsDir() && !strings.HasSuffix(name, ".html") {
			if strings.HasPrefix(name, "assets/") {
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			} else {
				w.Header().Set("Cache-Control", "no-cache")
			}
			serve.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(name, "assets/") || !strings.Contains(name, "/") && strings.Contains(name, ".") {
			http.NotFound(w, r)
			return
		}
		page := "index.html"
		for _, entry := range []string{"m", "public"} {
			if name == entry || strings.HasPrefix(name, entry+"/") {
				page = entry + ".html"
			}
		}
		b, err := fs.ReadFile(files, page)
		if err != nil {
			b = []byte(unbuilt)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(named(w.Header(), x.wear(b)))
	}), nil
}

// named gives a page a word of its own, made anew for each answer, by which the browser knows the style elements that scripts
// of the page make: style elements in markup that somebody else brought in are not applied.
func named(h http.Header, page []byte) []byte {
	const policy = "Content-Security-Policy"
	word := rand.Text()
	h.Set(policy, strings.Replace(h.Get(policy), "style-src 'self'", "style-src 'self' 'nonce-"+word+"'", 1))
	return bytes.Replace(page, []byte("<head>"), []byte("<head>\n    <meta name=\"csp-nonce\" nonce=\""+word+"\" />"), 1)
}
