/** @type {import('next').NextConfig} */
export default {
  // The folder with node_modules, if this recipe is inside another project.
  turbopack: { root: new URL('..', import.meta.url).pathname },
};
