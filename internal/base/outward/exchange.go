package outward

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"anlan/internal/base/fail"
)

// Request is one question to a peer. Method is GET when empty. Timeout covers everything from the name to the last byte
// (15 s when 0); Most is how many bytes of answer are read (1 MiB when 0).
type Request struct {
	Method  string
	Address string
	Header  map[string]string
	Body    []byte
	Timeout time.Duration
	Most    int64
}

// Answer is what the peer said, whatever its status. Header has the names as HTTP writes them (Retry-After).
type Answer struct {
	Status int
	Header map[string][]string
	Body   []byte
}

// First is the first value of a header, "" without one.
func (a Answer) First(name string) string { return http.Header(a.Header).Get(name) }

const (
	usualTime = 15 * time.Second
	usualMost = 1 << 20
)

// Do asks. It fails with Invalid or Denied as Check does (nothing was connected then), and with Unavailable, in words a
// person can act on, when the peer does not answer in time, breaks off in the middle, answers with a redirect, or says more
// than Most bytes. A status of an error is an Answer, not an error.
func (g *Gate) Do(ctx context.Context, r Request) (Answer, error) {
	u, err := g.Check(ctx, r.Address)
	if err != nil {
		return Answer{}, err
	}
	if r.Timeout <= 0 {
		r.Timeout = usualTime
	}
	if r.Most <= 0 {
		r.Most = usualMost
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, fail.Invalid("outward.request", "请求方法或地址无效", "the method or address is not valid").At("address").Because(err)
	}
	req.Header.Set("User-Agent", "Anlan")
	for k, v := range r.Header {
		req.Header.Set(k, v)
	}
	res, err := g.client.Do(req)
	if err != nil {
		return Answer{}, silent(u.Host, r.Timeout, err)
	}
	defer res.Body.Close()
	if to := res.Header.Get("Location"); res.StatusCode >= 300 && res.StatusCode < 400 && to != "" {
		return Answer{}, fail.Unavailable("outward.redirect", fmt.Sprintf("%s 要求转到“%s”；不跟随跳转，请核实后改用新地址", u.Host, short(to)), fmt.Sprintf("%s redirects to “%s”; redirects are not followed: check it and enter the new address", u.Host, short(to))).At("address")
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, r.Most+1))
	if err != nil {
		return Answer{}, silent(u.Host, r.Timeout, err)
	}
	if int64(len(body)) > r.Most {
		return Answer{}, fail.Unavailable("outward.large", fmt.Sprintf("%s 的应答超过 %d KiB，未接收", u.Host, r.Most>>10), fmt.Sprintf("the answer of %s is larger than %d KiB and was not taken", u.Host, r.Most>>10))
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

// silent puts into words why there is no whole answer. What the gate itself refused comes through as it is.
func silent(host string, limit time.Duration, err error) error {
	if f := fail.As(err); f != nil && f.Kind == fail.KindDenied {
		return f
	}
	var dns *net.DNSError
	var op *net.OpError
	var late net.Error
	switch {
	case errors.As(err, &dns):
		return fail.Unavailable("outward.name", "找不到主机 "+host+"（域名解析失败）", "the host "+host+" was not found (its name does not resolve)").Because(err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		return fail.Unavailable("outward.late", fmt.Sprintf("%s 在 %s 内没有完整应答", host, limit), fmt.Sprintf("%s gave no whole answer within %s", host, limit)).Because(err)
	case errors.As(err, &op) && op.Op == "dial":
		return fail.Unavailable("outward.refused", "连接不上 "+host, "no connection to "+host).Because(err)
	default:
		return fail.Unavailable("outward.broken", host+" 的应答中途断开或不合协议", "the answer of "+host+" broke off or is not HTTP").Because(err)
	}
}

// short keeps words of a peer fit for a sentence.
func short(s string) string {
	r := []rune(strings.ToValidUTF8(s, "�"))
	return string(r[:min(len(r), 200)])
}
