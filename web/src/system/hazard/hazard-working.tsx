import '@/system/grid/file.css';
export { HazardsPanel as HazardWorking } from '@/system/grid/hazards-panel';
