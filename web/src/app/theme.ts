import { theme, type ThemeConfig } from 'antd';

const shared = {
  fontFamily:
    "system-ui, -apple-system, 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
  borderRadius: 4,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.16s',
};

/** Day clothes: the office pages. */
const light: ThemeConfig = {
  token: {
    ...shared,
    colorPrimary: '#0958d9',
    colorPrimaryHover: '#1f66d6', // white words on it stay readable under the pointer
    colorInfo: '#0958d9',
    colorLink: '#0958d9',
    colorError: '#c7001a',
    colorTextSecondary: '#44536b',
    colorTextDescription: '#566580',
    colorTextPlaceholder: '#64738c',
    colorBgLayout: '#f1f4f9',
  },
};

/** Night clothes: the map, the alarm console and the incident. */
const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#1668dc',
    colorPrimaryHover: '#1a63cf',
    colorInfo: '#3c9ae8',
    colorLink: '#7cc0ff',
    colorLinkHover: '#a9d6ff',
    colorError: '#ff6b6e',
    colorBgBase: '#071120',
    colorBgLayout: '#071120',
    colorBgContainer: '#0a1c35',
    colorBgElevated: '#0f2544',
    colorBorder: '#27466f',
    colorBorderSecondary: '#1a3355',
    colorText: '#e6eefb',
    colorTextSecondary: '#b4c4dc',
    colorTextTertiary: '#93a7c4',
    colorTextDescription: '#93a7c4',
    colorTextPlaceholder: '#8297b5',
    colorTextDisabled: '#7388a6',
  },
  components: {
    Button: { defaultHoverColor: '#a9d6ff', defaultActiveColor: '#7cc0ff', defaultHoverBorderColor: '#7cc0ff', defaultActiveBorderColor: '#7cc0ff' },
    Tabs: { itemSelectedColor: '#7cc0ff', itemHoverColor: '#a9d6ff', inkBarColor: '#4ad6ff' },
  },
};

const still = (clothes: ThemeConfig): ThemeConfig => ({ ...clothes, token: { ...clothes.token, motion: false } });
const motionless = { light: still(light), dark: still(dark) };

/** The clothes for day or night; without moving parts for whoever has asked their system for still pictures. */
export function clothes(night: boolean, motion: boolean): ThemeConfig {
  if (night) return motion ? dark : motionless.dark;
  return motion ? light : motionless.light;
}
