package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Problem is the body of every refusal (RFC 9457): a sentence in the caller's language, a stable code, the field at
// fault as a JSON path, and the law and article when a rule refuses.
type Problem struct {
	Type    string   `json:"type" doc:"about:blank; the meaning is in code"`
	Title   string   `json:"title"`
	Status  int      `json:"status"`
	Detail  string   `json:"detail"`
	Code    string   `json:"code"`
	Field   string   `json:"field,omitempty"`
	Law     string   `json:"law,omitempty"`
	Article string   `json:"article,omitempty"`
	Errors  []string `json:"errors,omitempty" doc:"further faults of the same input"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells whoever comes too often, or at a bad time, when to come again.
func (p *Problem) GetHeaders() http.Header {
	if p.Status != http.StatusTooManyRequests {
		return nil
	}
	return http.Header{"Retry-After": {retryAfter}}
}

// retryAfter is in seconds.
const retryAfter = "5"

// ContentType makes JSON problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statusOf = map[fail.Kind]int{
	fail.KindInvalid: http.StatusBadRequest, fail.KindDenied: http.StatusForbidden, fail.KindNotFound: http.StatusNotFound,
	fail.KindConflict: http.StatusConflict, fail.KindIllegal: http.StatusUnprocessableEntity, fail.KindLimited: http.StatusTooManyRequests,
	fail.KindUnavailable: http.StatusServiceUnavailable, fail.KindInternal: http.StatusInternalServerError,
}

// statusOfCode is for refusals to which HTTP, or a protocol over it, gives a status of their own.
var statusOfCode = map[string]int{
	"identity.no-session": http.StatusUnauthorized,
	"upload.too-large":    http.StatusRequestEntityTooLarge, "upload.body-type": http.StatusUnsupportedMediaType, // tus 1.0.0
	"upload.version": http.StatusPreconditionFailed, "upload.checksum": 460,
}

var titles = map[int]lang.Text{
	400: lang.T("输入有误", "Invalid input"), 401: lang.T("需要登录", "Sign in first"), 403: lang.T("无权操作", "Not permitted"),
	404: lang.T("没有找到", "Not found"), 409: lang.T("状态已变", "Changed meanwhile"), 412: lang.T("版本不符", "Version not supported"), 413: lang.T("内容过大", "Too large"),
	415: lang.T("格式不支持", "Unsupported format"), 422: lang.T("规则不允许", "Forbidden by rule"), 429: lang.T("请求过多", "Too many requests"), 460: lang.T("校验不符", "Checksum mismatch"),
	500: lang.T("系统错误", "Internal error"), 503: lang.T("暂时不可用", "Temporarily unavailable"),
}

// problem turns any error into a Problem, and logs those that are our fault.
func (s *Server) problem(ctx context.Context, err error) error {
	r := requestOf(ctx)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = fail.Unavailable("http.gone", "请求已中断", "the request was broken off").Because(err)
	}
	f := fail.As(err)
	if f == nil {
		f = fail.Internal("http.internal", "系统内部错误，已记录，请稍后再试", "an internal error; it has been recorded, please try again")
	}
	if f.Kind == fail.KindInternal || f.Kind == fail.KindUnavailable {
		s.log.ErrorContext(ctx, "request failed", "operation", r.operation, "person", SubjectOf(ctx).ID, "err", err)
	}
	return toProblem(r.language, f)
}

func toProblem(language string, f *fail.Error) *Problem {
	status := statusOf[f.Kind]
	if s, ok := statusOfCode[f.Code]; ok {
		status = s
	}
	return &Problem{
		Type: "about:blank", Title: titles[status].In(language), Status: status, Detail: f.Text.In(language),
		Code: f.Code, Field: f.Field, Law: f.Law, Article: f.Article,
	}
}

// setup replaces the library's own error body once for the process.
var setup = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return inputProblem("", status, msg, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		if ctx == nil {
			return inputProblem("", status, msg, errs)
		}
		return inputProblem(ctx.Header("Accept-Language"), status, msg, errs)
	}
})

// inputProblem is what the schema check found. A body that does not fit its schema is 400; 422 is kept for rules.
func inputProblem(language string, status int, msg string, errs []error) *Problem {
	code := "http.status-" + fmt.Sprint(status)
	if status == http.StatusUnprocessableEntity {
		status, code = http.StatusBadRequest, "http.invalid"
	}
	p := &Problem{Type: "about:blank", Title: titles[status].In(language), Status: status, Code: code, Detail: msg}
	for i, e := range errs {
		var d *huma.ErrorDetail
		line := e.Error()
		if errors.As(e, &d) {
			line = strings.TrimPrefix(d.Location, "body.") + ": " + d.Message
			if i == 0 {
				p.Field = strings.TrimPrefix(d.Location, "body.")
			}
		}
		p.Errors = append(p.Errors, line)
	}
	if p.Field != "" && !lang.English(language) {
		p.Detail = "输入不符合要求：" + strings.Join(p.Errors, "；")
	} else if len(p.Errors) > 0 {
		p.Detail = "The input does not fit: " + strings.Join(p.Errors, "; ")
	}
	return p
}
