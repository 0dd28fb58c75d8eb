package httpapi

import (
	"cmp"
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Authenticator finds who holds a session token.
type Authenticator interface {
	// Authenticate returns the subject of a token; a fail error of kind Denied with code identity.no-session when the
	// token is unknown, expired or revoked.
	Authenticate(ctx context.Context, token string) (identity.Subject, error)
}

// Options is what the edge needs.
type Options struct {
	DB       *store.DB
	Clock    clock.Clock
	Auth     Authenticator
	Feed     *bus.Feed
	Log      *slog.Logger
	Metrics  prometheus.Registerer
	Secure   bool   // cookies only over HTTPS
	Cookie   string // name of the session cookie; CookieName when empty. Cookies know no ports: two servers on one host need two names
	Version  string
	Fallback http.Handler  // everything that is not the API: the web client
	Patience time.Duration // how long one write to an event stream may take before its reader is cut: 20 s
}

// Server is the HTTP edge. Mount operations, then serve Handler.
type Server struct {
	db       *store.DB
	clock    clock.Clock
	auth     Authenticator
	feed     *bus.Feed
	log      *slog.Logger
	mux      *http.ServeMux
	api      huma.API
	ops      []Operation
	secure   bool
	cookie   string
	patience time.Duration
	seconds  *prometheus.HistogramVec
	turns    chan struct{} // one for each write under way
}

// CookieName is the session cookie, unless Options say otherwise.
const CookieName = "anlan_session"

// New makes the edge and its tables. It starts nothing.
func New(ctx context.Context, o Options) (*Server, error) {
	setup()
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "httpapi", sub); err != nil {
		return nil, err
	}
	s := &Server{db: o.DB, clock: o.Clock, auth: o.Auth, feed: o.Feed, log: o.Log, mux: http.NewServeMux(), secure: o.Secure, cookie: cmp.Or(o.Cookie, CookieName), patience: o.Patience, turns: make(chan struct{}, writesAtOnce(o.DB))}
	if s.patience <= 0 {
		s.patience = eventsWrite
	}
	s.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "anlan_http_seconds", Help: "Time to answer a request, by operation and status class.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"operation", "status"})
	if o.Metrics != nil {
		if err := o.Metrics.Register(s.seconds); err != nil {
			return nil, err
		}
	}
	cfg := huma.DefaultConfig("Anlan", o.Version)
	cfg.Info.Description = "The interface of the city emergency platform Anlan (安澜). Every operation names the permission that it needs; lists show only what lies in the caller's areas."
	cfg.DocsPath, cfg.SchemasPath = "", ""
	cfg.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	cfg.CreateHooks = nil // no $schema members in bodies
	cfg.RejectUnknownQueryParameters = true
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer"}, "cookie": {Type: "apiKey", In: "cookie", Name: s.cookie},
	}
	s.api = humago.New(s.mux, cfg)
	s.api.OpenAPI().Components.Schemas.RegisterTypeAlias(reflect.TypeFor[clock.Instant](), reflect.TypeFor[time.Time]())
	s.api.OpenAPI().Components.Schemas.RegisterTypeAlias(reflect.TypeFor[exact.Thousandths](), reflect.TypeFor[float64]())
	if o.Fallback != nil {
		s.mux.Handle("/", o.Fallback)
	}
	s.mount("httpapi", s.events())
	return s, nil
}

// Mount adds the operations of one system. A path that is taken panics in net/http at start, so system.Check looks first.
func (s *Server) Mount(system string, ops ...Operation) {
	for _, o := range ops {
		s.mount(system, o)
	}
}

func (s *Server) mount(system string, o Operation) {
	o.system = system
	h := huma.Operation{
		OperationID: operationID(o), Method: o.Method, Path: "/api" + o.Path, Summary: o.Summary, Description: o.Description, Tags: []string{system},
		MaxBodyBytes: o.MaxBody, DefaultStatus: o.Status, BodyReadTimeout: 30 * time.Second,
		Errors:     []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity},
		Extensions: map[string]any{"x-permission": o.Permission},
	}
	if o.MaxBody > 1<<20 {
		h.BodyReadTimeout = 10 * time.Minute
	}
	if o.Permission != Public {
		h.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	if o.Media != "" {
		schema := &huma.Schema{Type: huma.TypeString, Format: "binary"}
		if strings.HasSuffix(o.Media, "json") {
			schema = &huma.Schema{}
		}
		h.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{o.Media: {Schema: schema}}}}
	}
	if o.Body != "" {
		h.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{o.Body: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	}
	h.Middlewares = huma.Middlewares{s.enter(o)}
	o.mount(s, o, h)
	s.ops = append(s.ops, o)
}

func operationID(o Operation) string {
	return strings.ToLower(o.Method) + strings.NewReplacer("/", "-", "{", "", "}", "", ".", "-").Replace(o.Path)
}

// Operations lists what is mounted.
func (s *Server) Operations() []Operation { return s.ops }

// OpenAPI is the document served at /openapi.json.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// Handle adds a plain handler outside the API (/metrics, /healthz).
func (s *Server) Handle(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// Handler is the whole edge: guard against cross-site requests, headers, compression, routes.
func (s *Server) Handler() (http.Handler, error) {
	gz, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1), gzhttp.ContentTypes([]string{
		"application/json", "application/problem+json", "application/vnd.mapbox-vector-tile", "application/geo+json",
		"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml",
	}))
	if err != nil {
		return nil, err
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, fail.Denied("http.cross-site", "拒绝来自其他网站的请求", "a request from another site is refused"))
	}))
	return headers(cross.Handler(override(gz(s.mux)))), nil
}

// override serves senders whose network lets only GET and POST through, as tus 1.0.0 wants it.
func override(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m := r.Header.Get("X-HTTP-Method-Override"); r.Method == http.MethodPost && (m == http.MethodPatch || m == http.MethodDelete) {
			r = r.Clone(r.Context())
			r.Method = m
		}
		next.ServeHTTP(w, r)
	})
}

// headers are the browser's orders: no scripts and no style sheets but our own files, no framing, no guessing of types. The
// pages of the client add a word of their own for the style elements that their scripts make (package web). Styles of a single
// element are allowed: charts write them into the markup of their hints.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		next.ServeHTTP(w, r)
	})
}

// Run forgets old answers once an hour until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	t := s.clock.NewTicker(time.Hour)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := s.forget(ctx); err != nil {
				s.log.Error("forget old answers", "err", err)
			}
		}
	}
}
