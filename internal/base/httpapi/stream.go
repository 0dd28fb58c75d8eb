package httpapi

import (
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Streams declares a reading operation that answers with a file which is made while it is sent, to be saved. h does what
// can be refused and returns what writes the file. When writing fails before a byte was sent, the caller gets the problem;
// later, the line is cut, so that no client takes the part for the whole.
func Streams[I any](path, permission string, h func(ctx context.Context, in *I) (File, func(ctx context.Context, w io.Writer) error, error)) Operation {
	return Operation{Method: http.MethodGet, Path: path, Permission: permission, Media: "application/octet-stream", mount: func(s *Server, _ Operation, ho huma.Operation) {
		huma.Register(s.api, ho, func(ctx context.Context, in *I) (*Stream, error) {
			f, send, err := h(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return &Stream{Body: func(hc huma.Context) {
				_, w := humago.Unwrap(hc)
				s.send(ctx, w, f, send)
			}}, nil
		})
	}}
}

func (s *Server) send(ctx context.Context, w http.ResponseWriter, f File, send func(ctx context.Context, w io.Writer) error) {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	out := &late{ResponseWriter: w}
	err := send(ctx, out)
	if err == nil {
		out.begin()
		return
	}
	problem := s.problem(ctx, err)
	p, ok := problem.(*Problem) //nolint:errorlint // made one line above
	if out.begun || !ok {
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
		h.Del(name)
	}
	write(w, p)
}
