package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
)

type request struct {
	subject        identity.Subject
	token          string
	language       string
	encodings      string // Accept-Encoding
	operation      string
	idempotencyKey string
	address        string
	agent          string
	secure         bool
	cookie         string
	origin         string
	body           io.Reader
	writer         http.ResponseWriter
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{}
}

// SubjectOf is the person behind a request; the zero Subject, who may do nothing, for a public one.
func SubjectOf(ctx context.Context) identity.Subject { return requestOf(ctx).subject }

// TokenOf is the session token of a request, for signing out.
func TokenOf(ctx context.Context) string { return requestOf(ctx).token }

// LanguageOf is the Accept-Language of a request, for lang.Text.In.
func LanguageOf(ctx context.Context) string { return requestOf(ctx).language }

// OriginOf is the address by which the caller reached this server, https://HOST[:PORT] without a slash, for links that are
// opened elsewhere: on paper, in messages. It is "" outside a request.
func OriginOf(ctx context.Context) string { return requestOf(ctx).origin }

// AddressOf is the address and program of the caller, for the log of sign-ins.
func AddressOf(ctx context.Context) (address, agent string) {
	r := requestOf(ctx)
	return r.address, r.agent
}

// As returns a context in which s acts, for work outside a request and for tests.
func As(ctx context.Context, s identity.Subject) context.Context {
	return context.WithValue(ctx, requestKey{}, &request{subject: s})
}

var noSession = fail.Denied("identity.no-session", "登录已失效，请重新登录", "the session has ended, please sign in again")

// enter is the door of every operation: who is it, may they, and how long did it take.
func (s *Server) enter(o Operation) func(huma.Context, func(huma.Context)) {
	name := o.Method + " " + o.Path
	return func(hc huma.Context, next func(huma.Context)) {
		start := time.Now() //nolint:forbidigo // a measurement, not a time of the business
		req, w := humago.Unwrap(hc)
		r := &request{
			language: hc.Header("Accept-Language"), encodings: hc.Header("Accept-Encoding"), operation: name, idempotencyKey: hc.Header("Idempotency-Key"),
			address: hc.RemoteAddr(), agent: hc.Header("User-Agent"), token: s.token(hc), secure: s.secure, cookie: s.cookie, origin: origin(req, s.secure),
			body: req.Body, writer: w,
		}
		defer func() {
			status := hc.Status()
			if status == 0 {
				status = http.StatusOK
			}
			s.seconds.WithLabelValues(name, strconv.Itoa(status/100)+"xx").Observe(time.Since(start).Seconds())
		}()
		err := readable(hc.URL())
		if err == nil {
			err = s.admit(hc.Context(), o, r)
		}
		if err != nil {
			f := fail.As(err)
			if f == nil {
				s.log.Error("sign-in check failed", "err", err)
				f = fail.Unavailable("identity.unavailable", "暂时无法确认身份", "the session cannot be checked now")
			}
			write(w, toProblem(r.language, f))
			hc.SetStatus(statusOf[f.Kind])
			return
		}
		next(huma.WithValue(hc, requestKey{}, r))
	}
}

// readable refuses addresses that are no text: bytes that are not UTF-8, and zero bytes, which no database takes.
func readable(u url.URL) error {
	query, err := url.QueryUnescape(u.RawQuery)
	for _, text := range []string{u.Path, query} {
		if err != nil || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return fail.Invalid("http.unreadable", "请求地址无法识别", "the address of the request cannot be read").Because(err)
		}
	}
	return nil
}

func (s *Server) admit(ctx context.Context, o Operation, r *request) error {
	if len(r.idempotencyKey) > 100 {
		return fail.Invalid("http.key-too-long", "幂等键过长", "the Idempotency-Key is too long")
	}
	if o.Permission == Public {
		return nil
	}
	if r.token == "" {
		return noSession
	}
	subject, err := s.auth.Authenticate(ctx, r.token)
	if err != nil {
		return err
	}
	if o.Permission != SignedIn && !subject.Has(o.Permission) {
		return fail.Denied("http.not-permitted", "您没有此项权限（"+o.Permission+"）", "you do not hold the permission "+o.Permission)
	}
	r.subject = subject
	return nil
}

func (s *Server) token(hc huma.Context) string {
	if t, ok := strings.CutPrefix(hc.Header("Authorization"), "Bearer "); ok {
		return strings.TrimSpace(t)
	}
	req, _ := humago.Unwrap(hc)
	if c, err := req.Cookie(s.cookie); err == nil {
		return c.Value
	}
	return ""
}

// origin is how the browser sees this server. A proxy in front says whether it speaks TLS.
func origin(r *http.Request, secure bool) string {
	if secure || r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Cookie is the Set-Cookie header that carries a session; an empty token ends it.
func Cookie(ctx context.Context, token string) string {
	r := requestOf(ctx)
	c := http.Cookie{Name: cmp.Or(r.cookie, CookieName), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.secure}
	if token == "" {
		c.MaxAge = -1
	}
	return c.String()
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, f *fail.Error) {
	write(w, toProblem(r.Header.Get("Accept-Language"), f))
}

func write(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
