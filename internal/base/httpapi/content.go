package httpapi

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Stream is an answer that is written as it is read.
type Stream = huma.StreamResponse

// File is what a caller is told of a file besides its content.
type File struct {
	Name string
	Type string // media type
	Tag  string // changes with the content; "" for none
}

// serve answers with a file or the range of it that was asked for, and closes it. Pictures, sound and film are shown,
// everything else is saved. When content fails before a byte of it was sent, the caller gets the problem; later, a body
// that is shorter than promised, which no client takes for whole.
func (s *Server) serve(ctx context.Context, f File, content io.ReadSeekCloser) *Stream {
	return &Stream{Body: func(hc huma.Context) {
		defer content.Close()
		req, w := humago.Unwrap(hc)
		h := w.Header()
		h.Set("Content-Type", f.Type)
		h.Set("Cache-Control", "private, max-age=86400")
		how := "attachment"
		for _, shown := range []string{"image/", "audio/", "video/"} {
			if strings.HasPrefix(f.Type, shown) {
				how = "inline"
			}
		}
		h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
		if f.Tag != "" {
			h.Set("ETag", `"`+f.Tag+`"`)
		}
		in, out := &watched{ReadSeeker: content}, &late{ResponseWriter: w}
		http.ServeContent(out, req, "", time.Time{}, in)
		if in.err == nil || ctx.Err() != nil {
			out.begin()
			return
		}
		problem := s.problem(ctx, in.err)
		if out.begun {
			return
		}
		for _, name := range []string{"Content-Type", "Content-Length", "Content-Range", "Content-Disposition", "ETag", "Cache-Control", "Accept-Ranges"} {
			h.Del(name)
		}
		if p, ok := problem.(*Problem); ok { //nolint:errorlint // made one line above
			write(w, p)
		}
	}}
}

// Files declares a reading operation that answers with a file. h opens it; what it opened is closed for it.
func Files[I any](path, permission string, h func(ctx context.Context, in *I) (File, io.ReadSeekCloser, error)) Operation {
	return Operation{Method: http.MethodGet, Path: path, Permission: permission, Media: "application/octet-stream", mount: func(s *Server, _ Operation, ho huma.Operation) {
		huma.Register(s.api, ho, func(ctx context.Context, in *I) (*Stream, error) {
			f, content, err := h(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return s.serve(ctx, f, content), nil
		})
	}}
}

// watched remembers why a reading ended.
type watched struct {
	io.ReadSeeker
	err error
}

func (r *watched) Read(p []byte) (int, error) {
	n, err := r.ReadSeeker.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // readers return it bare
		r.err = err
	}
	return n, err
}

// late holds the status back until there is something to send.
type late struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *late) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *late) Write(p []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(p)
}

func (w *late) begin() {
	if !w.begun {
		w.begun = true
		if w.status != 0 {
			w.ResponseWriter.WriteHeader(w.status)
		}
	}
}
